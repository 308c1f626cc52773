#include "ddns/core/text.h"
#include "ddns/ipsource/strict_parse.h"
#include "specs.h"

namespace ddns::ipsource {
namespace {

class StaticSource final : public IpSource {
 public:
  explicit StaticSource(AddressSet addresses) : addresses_(std::move(addresses)) {}

  Sighting observe(Family family, const Call&) const override {
    auto wanted = addresses_.only(family);
    if (wanted.empty())
      return single("static",
                    unavailable(Reason::unavailable, cat("no ", to_string(family), " address is configured")));
    return single("static", Known{std::move(wanted)});
  }

 private:
  AddressSet addresses_;
};

std::optional<std::string> check_address(std::string_view text) {
  return IpAddress::parse(text) ? std::nullopt : std::optional<std::string>("is no IP address");
}

Result<std::unique_ptr<IpSource>> make(const schema::Values& values) {
  AddressSet addresses;
  for (const auto& text : values.list("addresses")) {
    const auto address = IpAddress::parse(text);
    if (!address) return fail(Reason::config, cat("addresses: ", address.error().message));
    addresses.insert(*address);
  }
  return std::make_unique<StaticSource>(std::move(addresses));
}

}  // namespace

SourceSpec static_spec() {
  using enum schema::Kind;
  return {.type = "static",
          .help = "Addresses that stand in the configuration.",
          .settings = {{{.key = "addresses",
                         .kind = text_list,
                         .label = "Addresses",
                         .help = "One or more, of either family.",
                         .required = true,
                         .example = "192.0.2.1",
                         .check = check_address}}},
          .make = make};
}

}  // namespace ddns::ipsource
