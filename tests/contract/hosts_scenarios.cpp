#include <optional>

#include "contract/conformance.h"
#include "ddns/core/text.h"
#include "support/temp_dir.h"

// Source: hosts(5); the far side is a file that is compared byte by byte.
namespace ddns::contract {

namespace {

constexpr std::string_view kBegin = "# BEGIN ddns-sidecar hosts\n";
constexpr std::string_view kEnd = "# END ddns-sidecar hosts\n";
constexpr std::string_view kForeign = "127.0.0.1\tlocalhost  # by hand\n192.0.2.99 home.example.com\n";

std::string block(std::string_view lines) { return cat(kBegin, lines, kEnd); }

/// A file with content before the call, and what it must hold afterwards.
class FilePeer final : public Peer {
 public:
  FilePeer(const std::optional<std::string>& before, std::optional<std::string> after) : after_(std::move(after)) {
    if (before) folder_.write("hosts", *before);
  }

  [[nodiscard]] Settings settings() const override { return {{"path", (folder_ / "hosts").string()}}; }

  [[nodiscard]] std::string problems() override {
    const bool there = std::filesystem::exists(folder_ / "hosts");
    if (there != after_.has_value()) return there ? "there is a file now\n" : "there is no file\n";
    if (!there || folder_.read("hosts") == *after_) return {};
    return cat("the file\n    expected: ", *after_, "\n    seen:     ", folder_.read("hosts"), '\n');
  }

 private:
  test::TempDir folder_;
  std::optional<std::string> after_;
};

std::function<std::unique_ptr<Peer>()> file(std::optional<std::string> before, std::optional<std::string> after) {
  return [=] { return std::make_unique<FilePeer>(before, after); };
}
std::function<std::unique_ptr<Peer>()> unchanged(const std::string& content) { return file(content, content); }

/// The whole file is one zone, so that a job rewrites it once whatever its names.
plan::ZoneRef zone() { return {DomainName()}; }
provider::ReadScope both() { return both_of("home.example.com", zone()); }
plan::RemoteRecord remote(RecordType type, std::string_view address) {
  return {.key = key("home.example.com", type), .address = ip(address)};
}
plan::ReplaceSet set_to(RecordType type, std::optional<AddressSet> before, AddressSet after,
                        std::string_view at = "home.example.com") {
  return {.key = key(at, type), .before = std::move(before), .after = std::move(after)};
}
plan::Unit unit(std::vector<plan::Operation> operations) {
  return {.zone = zone(), .operations = std::move(operations), .atomic = true};
}
const provider::Ack kWritten{};

std::vector<Scenario> reading() {
  return {
      {.which = Case::find_zone,
       .action = FindZones{{name("home.example.com"), name("nas.lan")}},
       .expected = std::vector{zone()},
       .peer = file(std::nullopt, std::nullopt),
       .note = "one for all names"},
      {.which = Case::read_empty,
       .action = both(),
       .expected = plan::ZoneState{.zone = zone()},
       .peer = file(std::nullopt, std::nullopt),
       .note = "no file yet"},
      {.which = Case::read_empty,
       .action = both(),
       .expected = plan::ZoneState{.zone = zone()},
       .peer = unchanged(std::string(kForeign)),
       .note = "the name stands outside the block only"},
      {.which = Case::read_existing,
       .action = both(),
       .expected = plan::ZoneState{.zone = zone(),
                                   .records = {remote(RecordType::a, "192.0.2.1"), remote(RecordType::a, "192.0.2.2"),
                                               remote(RecordType::aaaa, "2001:db8::1")}},
       .peer = unchanged(cat(kForeign, block("# a note\n192.0.2.1 home.example.com\n192.0.2.2 x.example.com "
                                             "home.example.com # here\n2001:db8::1 home.example.com\n")))},
      {.which = Case::conflict,
       .action = both(),
       .expected = Failure{.reason = Reason::malformed, .mentions = "before this block has ended"},
       .peer = unchanged(cat(kForeign, kBegin, "192.0.2.1 home.example.com\n")),
       .note = "a damaged block is not read"},
      {.which = Case::not_found,
       .action = both(),
       .expected = Failure{.reason = Reason::rejected, .mentions = "larger than"},
       .peer = unchanged(std::string(5U * 1024 * 1024, '#')),
       .note = "a file of 5 MiB is no hosts file"},
  };
}

std::vector<Scenario> writing() {
  return {
      {.which = Case::create_a,
       .action = unit({set_to(RecordType::a, AddressSet{}, {ip("192.0.2.1")})}),
       .expected = Outcomes{kWritten},
       .peer = file(std::string(kForeign), cat(kForeign, block("192.0.2.1 home.example.com\n")))},
      {.which = Case::create_a,
       .action = unit({set_to(RecordType::a, AddressSet{}, {ip("192.0.2.1")})}),
       .expected = Outcomes{kWritten},
       .peer = file(std::nullopt, block("192.0.2.1 home.example.com\n")),
       .note = "into a new file"},
      {.which = Case::create_aaaa,
       .action = unit({set_to(RecordType::aaaa, std::nullopt, {ip("2001:db8::1")})}),
       .expected = Outcomes{kWritten},
       .peer = file(block("192.0.2.1 home.example.com\n"),
                    block("192.0.2.1 home.example.com\n2001:db8::1 home.example.com\n"))},
      {.which = Case::update,
       .action = unit({set_to(RecordType::a, AddressSet{ip("192.0.2.1")}, {ip("192.0.2.7")})}),
       .expected = Outcomes{kWritten},
       .peer = file(cat(kForeign, block("192.0.2.1 home.example.com\n192.0.2.5 other.example.com\n"), "# tail"),
                    cat(kForeign, block("192.0.2.7 home.example.com\n192.0.2.5 other.example.com\n"), "# tail"))},
      {.which = Case::update,
       .action = unit({set_to(RecordType::a, AddressSet{ip("192.0.2.1")}, {ip("192.0.2.7")})}),
       .expected = Outcomes{provider::Ack{.unchanged = true}},
       .peer = unchanged(block("192.0.2.7\thome.example.com\n")),
       .note = "it was so already"},
      {.which = Case::keeps_attributes,
       .action = unit({set_to(RecordType::a, AddressSet{ip("192.0.2.1")}, {ip("192.0.2.7")})}),
       .expected = Outcomes{kWritten},
       .peer =
           file(cat("# a\r\n", replace_all(block("# note\n192.0.2.1 home.example.com\n"), "\n", "\r\n"), "# b\n# c"),
                cat("# a\r\n", replace_all(block("# note\n192.0.2.7 home.example.com\n"), "\n", "\r\n"), "# b\n# c")),
       .note = "line ends and comments stay"},
      {.which = Case::two_values,
       .action = unit({set_to(RecordType::a, AddressSet{}, {ip("192.0.2.1"), ip("192.0.2.2")})}),
       .expected = Outcomes{kWritten},
       .peer = file(std::string(), block("192.0.2.1 home.example.com\n192.0.2.2 home.example.com\n"))},
      {.which = Case::remove,
       .action = unit({set_to(RecordType::a, AddressSet{ip("192.0.2.1")}, {})}),
       .expected = Outcomes{kWritten},
       .peer = file(cat(kForeign, block("192.0.2.1 home.example.com\n")), std::string(kForeign)),
       .note = "the last line takes the block with it"},
      {.which = Case::batch,
       .action = unit({set_to(RecordType::a, AddressSet{}, {ip("192.0.2.1")}),
                       set_to(RecordType::a, AddressSet{ip("192.0.2.9")}, {}, "gone.example.com")}),
       .expected = Outcomes{kWritten, kWritten},
       .peer = file(block("192.0.2.9 gone.example.com\n"), block("192.0.2.1 home.example.com\n"))},
      {.which = Case::batch,
       .action = unit({set_to(RecordType::a, AddressSet{}, {ip("192.0.2.1")}),
                       set_to(RecordType::a, AddressSet{}, {ip("192.0.2.2")}, "nas.lan")}),
       .expected = Outcomes{kWritten, kWritten},
       .peer = file(std::nullopt, block("192.0.2.1 home.example.com\n192.0.2.2 nas.lan\n")),
       .note = "names of two domains"},
  };
}

std::vector<Scenario> refusing() {
  const auto other = cat(kForeign, block("192.0.2.50 home.example.com\n"));
  const auto twice = cat(block("192.0.2.1 home.example.com\n"), block("192.0.2.2 home.example.com\n"));
  const auto change = unit({set_to(RecordType::a, AddressSet{ip("192.0.2.1")}, {ip("192.0.2.7")})});
  return {
      {.which = Case::conflict,
       .action = change,
       .expected = Outcomes{Failure{.reason = Reason::conflict, .mentions = "192.0.2.50"}},
       .peer = unchanged(other),
       .note = "the line is not what was read"},
      {.which = Case::conflict,
       .action = unit({set_to(RecordType::a, AddressSet{}, {ip("192.0.2.1")}, "new.example.com"),
                       set_to(RecordType::a, AddressSet{ip("192.0.2.1")}, {ip("192.0.2.7")})}),
       .expected = Outcomes{Failure{.reason = Reason::conflict}, Failure{.reason = Reason::conflict}},
       .peer = unchanged(other),
       .note = "all or nothing"},
      {.which = Case::conflict,
       .action = change,
       .expected = Outcomes{Failure{.reason = Reason::malformed, .mentions = "begins a second time"}},
       .peer = unchanged(twice),
       .note = "two blocks"},
      {.which = Case::conflict,
       .action = unit({set_to(RecordType::a, AddressSet{}, {ip("192.0.2.7")}, "*.example.com")}),
       .expected = Outcomes{Failure{.reason = Reason::rejected, .mentions = "wildcard"}},
       .peer = unchanged(std::string(kForeign)),
       .note = "a wildcard"},
  };
}

}  // namespace

std::vector<ScenarioSet> hosts_scenarios() {
  ScenarioSet set{.id = "hosts", .settings = {{"path", "/set/by/the/peer"}}, .skipped = skip_derived("it is a file")};
  for (auto scenarios : {reading(), writing(), refusing()})
    set.scenarios.insert(set.scenarios.end(), scenarios.begin(), scenarios.end());
  set.skipped.emplace(Case::read_pages, "it is read whole");
  set.skipped.emplace(Case::auth_failure, "it has no credentials; files that may not be read: tests/unit/providers");
  set.skipped.emplace(Case::rate_limited, "it is a file");
  return {set};
}

}  // namespace ddns::contract
