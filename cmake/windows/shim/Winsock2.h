// Poco spells the system's header in this way; on a file system that tells letter case apart it needs a bridge.
#include <winsock2.h>
