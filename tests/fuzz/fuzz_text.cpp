#include "ddns/config/international.h"
#include "ddns/core/domain_name.h"
#include "ddns/core/duration.h"
#include "ddns/core/text.h"
#include "ddns/http/http_date.h"
#include "ddns/http/status.h"
#include "ddns/http/url.h"
#include "ddns/ipsource/strict_parse.h"
#include "ddns/plan/derive.h"
#include "fuzz/fuzz.h"

// Small texts: addresses above all, because what is taken for one gets published.
namespace {

using namespace ddns;
using fuzz::require;

void addresses(std::string_view text) {
  if (const auto address = IpAddress::parse(text)) {
    require(IpAddress::parse(address->to_string()) == *address, "an address is read as it is written");
  }
  if (const auto prefix = Prefix::parse(text)) {
    require(Prefix::parse(prefix->to_string()).has_value(), "a prefix can be read as it is written");
  }
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const Observation seen = ipsource::strict_parse(text, family, "fuzz");
    const auto* known = std::get_if<Known>(&seen);
    if (known == nullptr) continue;
    require(known->addresses.size() == 1, "one text, one address");
    const auto& only = *known->addresses.begin();
    require(only.family() == family, "of the asked family");
    require(IpAddress::parse(trim(text)) == only, "nothing but white space stands around it");
  }
}

void names(std::string_view text) {
  if (const auto name = DomainName::parse(text); name && !name->is_root()) {
    require(DomainName::parse(name->text()) == *name, "a name is read as it is written");
    (void)config::shown_name(*name);
  }
  if (const auto ascii = config::to_ascii_name(text)) {
    if (const auto name = DomainName::parse(*ascii)) {
      require(config::to_ascii_name(name->text()).has_value(), "a name in ASCII stays one");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  addresses(text);
  names(text);
  (void)plan::parse_host_id(text);
  (void)parse_duration(text);
  (void)parse_rfc3339(text);
  (void)http::parse_http_date(text, WallTime{});
  if (const auto url = http::Url::parse(text)) {
    require(http::Url::parse(url->to_string()).has_value(), "a URL can be read as it is written");
  }
  require(is_utf8(to_valid_utf8(text)), "what was made valid is valid");
  require(is_utf8(truncate_utf8(to_valid_utf8(text), size / 2)), "and stays so when it is cut");
  return 0;
}
