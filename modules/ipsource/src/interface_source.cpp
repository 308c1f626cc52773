#include <regex>

#include "ddns/core/text.h"
#include "ddns/ipsource/choose_address.h"
#include "ddns/ipsource/strict_parse.h"
#include "specs.h"

namespace ddns::ipsource {
namespace {

class InterfaceSource final : public IpSource {
 public:
  explicit InterfaceSource(Selection selection) : selection_(std::move(selection)) {}

  Sighting observe(Family family, const Call&) const override {
    const auto where = selection_.interface.empty() ? std::string("interfaces") : selection_.interface;
    const auto network = look(family);
    if (!network) return single(where, Unavailable{network.error()});
    Choice choice = choose_address(*network, family, selection_);
    Sighting sighting = single(where, std::move(choice.observation));
    sighting.others = std::move(choice.others);
    return sighting;
  }

  bool event_backed() const noexcept override { return true; }

 private:
  static Result<Network> look(Family family) {
    auto addresses = platform::list_addresses();
    if (!addresses) return fail(std::move(addresses).error());
    auto interfaces = platform::list_interfaces();
    if (!interfaces) return fail(std::move(interfaces).error());
    const auto route = platform::default_route(family);
    if (!route) return fail(route.error());
    Network network{.addresses = *std::move(addresses), .interfaces = *std::move(interfaces)};
    if (*route) network.default_interface = (*route)->interface_index;
    return network;
  }

  Selection selection_;
};

std::optional<std::string> check_regex(std::string_view text) {
  try {
    const std::regex compiled{std::string(text)};
    return std::nullopt;
  } catch (const std::regex_error&) {
    return "is no regular expression (ECMAScript)";
  }
}

Result<std::unique_ptr<IpSource>> make(const schema::Values& values) {
  Selection selection;
  if (values.has("interface")) selection.interface = values.text("interface");
  if (values.has("within")) {
    const auto prefix = Prefix::parse(values.text("within"));
    if (!prefix) return fail(Reason::config, cat("within: ", prefix.error().message));
    selection.within = *prefix;
  }
  if (values.has("matches")) {
    selection.matches_text = values.text("matches");
    if (auto wrong = check_regex(selection.matches_text)) return fail(Reason::config, cat("matches ", *wrong));
    selection.matches = [pattern = std::regex(selection.matches_text)](const std::string& text) {
      return std::regex_search(text, pattern);
    };
  }
  if (values.has("index")) selection.index = static_cast<std::size_t>(values.integer("index"));
  selection.all = values.boolean("all");
  return std::make_unique<InterfaceSource>(std::move(selection));
}

}  // namespace

SourceSpec interface_spec() {
  using enum schema::Kind;
  return {.type = "interface",
          .help =
              "The addresses of this machine's own network interfaces. Changes are noticed at once. Of several the one "
              "on the interface of the default route is preferred, public before private; what the rules above "
              "refuse gives way to the next.",
          .settings = {{
              {.key = "interface",
               .kind = text,
               .label = "Interface",
               .help = "Name of the interface. Absent: every one but loopback. One that is down or has no carrier "
                       "cannot tell: records stay as they are.",
               .example = "eth0"},
              {.key = "within",
               .kind = prefix,
               .label = "Within",
               .help = "Only addresses inside this network.",
               .example = "2001:db8::/32"},
              {.key = "matches",
               .kind = text,
               .label = "Matches",
               .help = "Only addresses whose text has a match of this regular expression.",
               .example = "^2001:",
               .check = check_regex},
              {.key = "index",
               .kind = integer,
               .label = "Position",
               .help = "The so manyth address in the order of preference, from 1.",
               .min = 1,
               .max = 1000},
              {.key = "all",
               .kind = boolean,
               .label = "All",
               .help = "Every address that is left, not just the best. The record needs `many_values: true` too.",
               .default_text = "false"},
          }},
          .make = make};
}

}  // namespace ddns::ipsource
