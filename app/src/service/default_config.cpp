#include "default_config.h"

#include "ddns/core/text.h"

namespace ddns::app {

std::string default_config() {
  constexpr const char* text = R"(# ddns-sidecar keeps DNS records true to this machine's public addresses.
#
# Take the comment signs away and fill in your own, then say in a console:
#   ddns-sidecar check            says everything that is wrong with this file
#   ddns-sidecar service start    from now on also at every start of Windows
# The services and their settings:   ddns-sidecar providers
# This file is never overwritten or removed by an upgrade. A change is noticed by itself.

#listen: 127.0.0.1:9876           # /metrics, /health and the pages

#accounts:
#  - id: mine
#    provider: cloudflare
#    api_token: "..."             # better: make it with  ddns-sidecar secret protect

#records:
#  - name: home.example.com
#    account: mine
)";
  // Old editors of Windows show a file without them as one line.
  return replace_all(text, "\n", "\r\n");
}

}  // namespace ddns::app
