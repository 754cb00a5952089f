// ends: exit 1 InternalError
import * as net from 'wasi_net'

new net.WasiTcpServer(8080)
exit(1)
