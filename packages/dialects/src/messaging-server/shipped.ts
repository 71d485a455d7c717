/**
 * Channels and rewriting of a new installation (Unified Configuration's listing of typical channels), for a mappings file that stands
 * alone; `HOST` is the server's own name.
 */
export const SHIPPED_IMTA = `[]        $E$R\${INTERNAL_IP,$L}$U%[$L]@tcp_intranet-daemon
HOST      $U%$D@HOST
.         $U%$H@tcp-daemon

defaults noswitchchannel

l viaaliasrequired
HOST

tcp_local smtp mx identnonenumeric switchchannel remotehost maytlsserver maysaslserver saslswitchchannel tcp_auth
tcp-daemon

tcp_intranet smtp mx allowswitchchannel maytlsserver maysaslserver saslswitchchannel tcp_auth dequeueremoveroute
tcp_intranet-daemon

tcp_submit submit smtp mx mustsaslserver maytlsserver saslswitchchannel tcp_submit
tcp_submit-daemon

tcp_auth smtp mx mustsaslserver noswitchchannel
tcp_auth-daemon

ims-ms defragment
ims-ms-daemon

native defragment
native-daemon

pipe
pipe-daemon

hold
hold-daemon
`;
