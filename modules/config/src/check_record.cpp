#include "check_record.h"

#include <algorithm>

#include "ddns/core/duration.h"
#include "ddns/core/text.h"
#include "ddns/schema/quote.h"
#include "look_up.h"

namespace ddns::config {
namespace {

using std::chrono::seconds;

class Checker {
 public:
  Checker(Context& context, const schema::Node& record, const schema::Values& values, const Account& account)
      : context_(context),
        record_(record),
        values_(values),
        service_(account.spec == nullptr ? std::string{} : account.spec->name) {}

  void check(const plan::Capabilities& can, const ChosenSources& chosen) {
    check_ttl(can);
    if (values_.has("proxied")) unless(can.proxied, "proxied", "does not know `proxied`");
    if (values_.has("comment")) unless(can.comments, "comment", "keeps no comments");
    if (!values_.text("line").empty()) unless(can.lines, "line", "has no resolution lines");
    if (values_.boolean("many_values")) unless(can.many_values, "many_values", "keeps one address for a name");
    check_extra(can);
    for (const auto& name : can.needs_extra) check_needed(name);
    if (!can.wildcards) check_wildcards();
    if (chosen.ipv4_asked) unless(can.ipv4, "ipv4", "has no A records");
    if (chosen.ipv6_asked) unless(can.ipv6, "ipv6", "has no AAAA records");
  }

  void check_host_ids(const ChosenSources& chosen) {
    const bool ids = !values_.list("host_ids").empty();
    if (ids && chosen.ipv6 == nullptr) {
      context_.error(place("host_ids"), "`host_ids` are for AAAA records, and this entry has none",
                     "name a source: `ipv6: …`");
    }
    if (values_.boolean("include_observed") && !ids) {
      context_.warning(place("include_observed"), "`include_observed` does nothing without `host_ids`");
    }
  }

 private:
  const schema::Place& place(std::string_view key) const {
    const auto* node = record_.find(key);
    return node == nullptr ? record_.place : node->place;
  }

  void unless(bool fine, std::string_view key, std::string_view complaint) {
    if (!fine) context_.error(place(key), cat(service_, ' ', complaint), cat("remove `", key, '`'));
  }

  /// A name that the service never tells again would look wrong for ever.
  void check_extra(const plan::Capabilities& can) {
    const auto* written = record_.find("extra");
    if (!can.extra || written == nullptr || written->map() == nullptr) return;
    for (const auto& [key, value] : *written->map()) {
      if (key.scalar() == nullptr || std::ranges::find(*can.extra, *key.scalar()) != can.extra->end()) continue;
      const auto others = can.extra->empty() ? std::string("remove it") : cat("it knows ", join(*can.extra, ", "));
      const auto quoted = schema::quote_key(*key.scalar());
      context_.error(key.place, cat(service_, " has no attribute ", quoted.empty() ? "of this name" : quoted),
                     did_you_mean(*key.scalar(), *can.extra, others));
    }
  }

  /// The account's settings name it, and every call of this record would fail.
  void check_needed(const std::string& name) {
    const auto& given = values_.map("extra");
    if (std::ranges::any_of(given, [&](const auto& one) { return one.first == name; })) return;
    const auto quoted = schema::quote_key(name);
    context_.error(place("extra"),
                   cat("the account's settings take ", quoted.empty() ? "a name" : quoted,
                       " from the record's `extra`, which does not have it"),
                   "add it there, or correct the name in the account");
  }

  void check_wildcards() {
    const auto is_one = [](const std::string& name) { return name.starts_with("*."); };
    const bool one = values_.has("name") && is_one(values_.text("name"));
    const bool many = values_.has("names") && std::ranges::any_of(values_.list("names"), is_one);
    if (one || many) {
      context_.error(place(one ? "name" : "names"), cat(service_, " has no wildcards"), "name each host");
    }
  }

  void check_ttl(const plan::Capabilities& can) {
    if (!values_.has("ttl")) return;
    const auto ttl = values_.duration("ttl");
    if (ttl % seconds{1} != seconds{0}) {
      context_.error(place("ttl"), "`ttl` must be whole seconds");
      return;
    }
    // Services that know an automatic TTL write it as 1.
    if (ttl == seconds{1} && can.automatic_ttl) return;
    if (ttl < can.min_ttl) {
      context_.error(place("ttl"), cat("`ttl` must be at least ", format_duration(can.min_ttl), " at ", service_));
    } else if (ttl > can.max_ttl) {
      context_.error(place("ttl"), cat("`ttl` must be at most ", format_duration(can.max_ttl), " at ", service_));
    }
  }

  Context& context_;
  const schema::Node& record_;
  const schema::Values& values_;
  std::string service_;
};

}  // namespace

void check_record(Context& context, const schema::Node& record, const schema::Values& values, const Account& account,
                  const ChosenSources& chosen) {
  Checker checker(context, record, values, account);
  if (const auto* can = account.capabilities()) checker.check(*can, chosen);
  checker.check_host_ids(chosen);
}

}  // namespace ddns::config
