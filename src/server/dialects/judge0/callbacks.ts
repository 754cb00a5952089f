/** Telling a verdict to an address that a submission names: only to hosts that the server's owner has named, and never into a private network. */
import { lookup } from 'node:dns'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { judge0 as say } from './messages.js'

export interface CallbackRules {
  /** Hosts, with a port where it is not the usual one, such as `hooks.example.org:8080`; `*.example.org` for all below. None: off. */
  readonly hosts: readonly string[]
  /** Whether a host may have an address of a private network, or of this machine. Default false. */
  readonly privateAddresses: boolean
}

export const CALLBACK_TRIES = 3
export const CALLBACK_TIMEOUT_MS = 5000

/** Whether a submission may name the address. */
export function mayCall(rules: CallbackRules, text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return false
  if (url.username !== '' || url.password !== '') return false
  if (isIP(bare(url.hostname)) !== 0 && !rules.privateAddresses && isPrivate(bare(url.hostname))) return false
  return rules.hosts.some((host) =>
    host.startsWith('*.') ? url.host.endsWith(host.slice(1)) && url.host.length > host.length - 1 : url.host === host,
  )
}

/** Sends a body once; rejects where it did not arrive. */
export type SendCallback = (url: string, body: string, signal: AbortSignal) => Promise<void>

/** A `PUT` over HTTP. Follows no redirection, and reads nothing of an answer but that there is one. */
export function callbackSender(rules: CallbackRules): SendCallback {
  const find: LookupFunction = (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const hidden = rules.privateAddresses ? undefined : addresses?.find(({ address }) => isPrivate(address))
      const [first] = addresses ?? []
      if (error !== null) callback(error, '', 0)
      else if (hidden !== undefined) callback(new Error(say.privateAddress(hostname, hidden.address)), '', 0)
      else if (options.all === true) callback(null, addresses)
      else callback(null, first?.address ?? '', first?.family)
    })
  }
  return (url, body, signal) =>
    new Promise((resolve, reject) => {
      const send = new URL(url).protocol === 'https:' ? httpsRequest : httpRequest
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
      const sent = send(url, { method: 'PUT', headers, signal, lookup: find, agent: false }, (response) => {
        response.destroy()
        resolve()
      })
      sent.on('error', reject)
      sent.end(body)
    })
}

/** Up to three times, each for at most five seconds. @param sleep Resolves after so many milliseconds, or when the signal fires. */
export async function tell(
  send: SendCallback,
  url: string,
  body: string,
  sleep: (ms: number, signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
  for (let tries = 0; tries < CALLBACK_TRIES; tries += 1) {
    const done = new AbortController()
    const timeout = sleep(CALLBACK_TIMEOUT_MS, done.signal).then(() => false)
    const sent = send(url, body, done.signal).then(
      () => true,
      () => false,
    )
    const isSent = await Promise.race([sent, timeout])
    done.abort()
    if (isSent) return true
  }
  return false
}

/** Of loopback, private and local networks, and other special purposes (RFC 6890, and those that followed it). */
const special = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  special.addSubnet(network, prefix, 'ipv4')
}
/** All of today's public addresses of IPv6. */
const global6 = new BlockList()
global6.addSubnet('2000::', 3, 'ipv6')
/** Of documentation, 6to4 and Teredo: the last two carry addresses of IPv4 inside. */
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  special.addSubnet(network, prefix, 'ipv6')
}

export function isPrivate(address: string): boolean {
  if (isIP(address) === 4) return special.check(address, 'ipv4')
  return !global6.check(address, 'ipv6') || special.check(address, 'ipv6')
}

/** Without the brackets of IPv6. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '')
}
