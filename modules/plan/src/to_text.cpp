#include "ddns/core/text.h"
#include "ddns/plan/plan.h"

namespace ddns::plan {
namespace {

AddressSet addresses_of(const std::vector<RemoteRecord>& records) {
  std::vector<IpAddress> addresses;
  addresses.reserve(records.size());
  for (const RemoteRecord& record : records) addresses.push_back(record.address);
  return AddressSet(std::move(addresses));
}

/// ", ttl 60 -> 300": one differing attribute; nothing when it is as wanted.
void append_difference(std::string& line, std::string_view name, const std::optional<std::string>& now,
                       const std::optional<std::string>& wanted) {
  if (!wanted || now == wanted) return;
  line += cat(", ", name, ' ', now ? cat(*now, " -> ") : "", *wanted);
}

std::optional<std::string> text(const std::optional<std::chrono::seconds>& ttl) {
  if (!ttl) return std::nullopt;
  return std::to_string(ttl->count());
}
std::optional<std::string> text(const std::optional<bool>& flag) {
  if (!flag) return std::nullopt;
  return *flag ? "yes" : "no";
}
std::optional<std::string> quoted(const std::optional<std::string>& comment) {
  if (!comment) return std::nullopt;
  return cat('"', *comment, '"');
}

void append_attributes(std::string& line, const Attributes& now, const Attributes& wanted) {
  append_difference(line, "ttl", text(now.ttl), text(wanted.ttl));
  append_difference(line, "proxied", text(now.proxied), text(wanted.proxied));
  append_difference(line, "comment", quoted(now.comment), quoted(wanted.comment));
  for (const auto& [name, value] : wanted.extra) {
    const auto found = now.extra.find(name);
    append_difference(line, name, found == now.extra.end() ? std::nullopt : std::optional(found->second), value);
  }
}

std::string words(Why why) { return replace_all(to_string(why), "_", " "); }

std::string line_of(const Change& change) {
  const AddressSet before = addresses_of(change.before);
  const char sign = change.after.empty() ? '-' : before.empty() ? '+' : '~';
  std::string line = cat(sign, ' ', change.key.to_string(), ' ');
  if (sign == '~' && before != change.after) line += cat(before.to_string(), " -> ");
  line += (sign == '-' ? before : change.after).to_string();
  if (sign != '-') append_attributes(line, change.current, change.attributes);
  if (!change.foreign.empty()) line += cat(", beside ", change.foreign.to_string());
  return cat(line, " (", words(change.why), ')');
}

}  // namespace

std::string to_text(const Plan& plan) {
  std::string text = cat("zone ", plan.zone.name.text(), ": ", plan.changes.size(), " to change, ", plan.kept.size(),
                         " right, ", plan.refused.size(), " refused");
  for (const Change& change : plan.changes) text += cat('\n', line_of(change));
  for (const Refused& refused : plan.refused) {
    text += cat("\n! ", refused.key.to_string(), ": ", refused.error.message);
  }
  return text;
}

std::string_view to_string(Why why) noexcept {
  switch (why) {
    case Why::missing:
      return "missing";
    case Why::wrong_address:
      return "wrong_address";
    case Why::wrong_attributes:
      return "wrong_attributes";
    case Why::surplus:
      return "surplus";
    case Why::cleared:
      return "cleared";
    case Why::unknown_state:
      return "unknown_state";
  }
  return "missing";
}

}  // namespace ddns::plan
