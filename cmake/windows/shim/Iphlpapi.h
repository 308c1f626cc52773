// Poco spells the system's header in this way. The order matters: without ws2tcpip.h first, netioapi.h is read without
// SOCKADDR_INET and the notification functions stay undeclared. wincrypt.h comes along and has a macro named like an
// enumerator of Poco's ICMPv4PacketImpl.h.
#include <winsock2.h>
#include <ws2tcpip.h>
#include <iphlpapi.h>
#undef TIMESTAMP_REQUEST
