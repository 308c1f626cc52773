#include "ddns/config/load.h"
#include "ddns/core/text.h"
#include "ddns/providers/catalogue.h"
#include "fuzz/fuzz.h"

// The configuration file, which people write by hand and programs generate.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ddns;
  static const std::string secret = "s3cret-that-nobody-may-see";
  const config::Input input{.path_as_given = "/etc/ddns-sidecar/config.yaml",
                            .text = std::string(reinterpret_cast<const char*>(data), size),
                            .environment = {{"TOKEN", secret}, {"CF_API_TOKEN", secret}},
                            .read_file = [](const std::string&) -> Result<std::string> { return secret; },
                            .find_provider = [](std::string_view id) { return providers::find(id); },
                            .provider_ids = {"aliyun", "cloudflare"},
                            .sources = ipsource::catalogue()};
  const auto loaded = config::load(input);
  const auto& findings = loaded ? loaded->warnings : loaded.error();
  fuzz::require(loaded || !findings.empty(), "what is refused is explained");
  for (const auto& finding : findings) {
    fuzz::require(finding.to_string().find(secret) == std::string::npos, "no finding shows a secret");
    fuzz::require(!finding.message.empty() && is_utf8(finding.message) && is_utf8(finding.hint), "findings are UTF-8");
  }
  return 0;
}
