/** Signals that a client may name (signal(7)), and which of them end a program that handles none. */

const ending =
  'SIGABRT SIGALRM SIGBUS SIGEMT SIGFPE SIGHUP SIGILL SIGINT SIGIO SIGIOT SIGKILL SIGLOST SIGPIPE SIGPOLL SIGPROF SIGPWR SIGQUIT ' +
  'SIGSEGV SIGSTKFLT SIGSYS SIGTERM SIGTRAP SIGUNUSED SIGUSR1 SIGUSR2 SIGVTALRM SIGXCPU SIGXFSZ'
const others = 'SIGCHLD SIGCLD SIGCONT SIGINFO SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGWINCH'

export const endingSignals: ReadonlySet<string> = new Set(ending.split(' '))
export const knownSignals: ReadonlySet<string> = new Set([...endingSignals, ...others.split(' ')])
