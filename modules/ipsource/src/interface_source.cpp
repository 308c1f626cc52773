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
    if (auto absent = interface_state()) return single(where, std::move(*absent));
    const auto addresses = platform::list_addresses();
    if (!addresses) return single(where, Unavailable{addresses.error()});
    return single(where, choose_address(*addresses, family, selection_));
  }

  bool event_backed() const noexcept override { return true; }

 private:
  /// An interface that is gone or has no carrier cannot tell; that is not "no address".
  std::optional<Observation> interface_state() const {
    if (selection_.interface.empty()) return std::nullopt;
    const auto interfaces = platform::list_interfaces();
    if (!interfaces) return Unavailable{interfaces.error()};
    for (const auto& interface : *interfaces) {
      if (interface.name != selection_.interface) continue;
      if (interface.up && interface.running) return std::nullopt;
      return unavailable(Reason::unavailable, cat("interface ", selection_.interface, " is down or has no carrier"));
    }
    return unavailable(Reason::unavailable, cat("there is no interface ", selection_.interface, "; see `ip link`"));
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
          .help = "The addresses of this machine's own network interfaces. Changes are noticed at once.",
          .settings = {{
              {.key = "interface",
               .kind = text,
               .label = "Interface",
               .help = "Name of the interface. Absent: every one but loopback.",
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
               .help = "Every address that is left, not just the best.",
               .default_text = "false"},
          }},
          .make = make};
}

}  // namespace ddns::ipsource
