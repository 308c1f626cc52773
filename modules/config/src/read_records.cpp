#include "read_records.h"

#include <algorithm>
#include <map>

#include "check_record.h"
#include "choose_source.h"
#include "ddns/config/international.h"
#include "ddns/config/sections.h"
#include "ddns/core/text.h"
#include "ddns/schema/quote.h"
#include "look_up.h"
#include "read_general.h"

namespace ddns::config {
namespace {

struct Name {
  DomainName name;
  schema::Place place;
};

Attributes attributes(const schema::Values& values) {
  Attributes out;
  if (values.has("ttl")) out.ttl = std::chrono::duration_cast<std::chrono::seconds>(values.duration("ttl"));
  if (values.has("proxied")) out.proxied = values.boolean("proxied");
  if (values.has("comment")) out.comment = values.text("comment");
  for (const auto& [key, value] : values.map("extra")) out.extra.insert_or_assign(key, value);
  return out;
}

std::string shown_key(const RecordKey& key) {
  return replace_all(key.to_string(), key.name.text(), shown_name(key.name));
}

class RecordReader {
 public:
  RecordReader(Context& context, std::vector<Source>& sources, std::vector<Account>& accounts)
      : context_(context), sources_(sources), accounts_(accounts) {}

  void read(const schema::Node& node) {
    const auto values = context_.read(section("records"), node, {"verify"}).values;
    const auto names = read_names(node, values);
    auto* account = find_account(node, values);
    auto chosen = choose_sources(context_, node, values, sources_);
    if (account == nullptr) return;
    account->used = true;
    check_record(context_, node, values, *account, chosen);
    drop_unsupported(*account, chosen);
    mark(chosen);
    for (const auto& name : names) {
      check_zone(name, node, values);
      add(name, node, values, *account, chosen.ipv4, Family::ipv4);
      add(name, node, values, *account, chosen.ipv6, Family::ipv6);
    }
  }

  std::vector<engine::RecordSettings> records;

 private:
  std::vector<Name> read_names(const schema::Node& node, const schema::Values& values) {
    const auto* one = node.find("name");
    const auto* many = node.find("names");
    if ((one == nullptr) == (many == nullptr)) {
      context_.error(one == nullptr ? node.place : many->place,
                     one == nullptr ? "`name` is missing" : "`name` and `names` cannot be given together",
                     one == nullptr ? "write the whole name, such as home.example.com" : "put all names into `names`");
      return {};
    }
    std::vector<Name> out;
    if (one != nullptr && values.has("name")) read_name(values.text("name"), one->place, *one, out);
    if (many != nullptr) {
      const auto& texts = values.list("names");
      const auto* elements = many->list();
      for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto& written = elements != nullptr && elements->size() == texts.size() ? (*elements)[i] : *many;
        read_name(texts[i], written.place, written, out);
      }
      if (texts.empty() && elements != nullptr) context_.error(many->place, "`names` is empty");
    }
    return out;
  }

  void read_name(const std::string& text, const schema::Place& place, const schema::Node& written,
                 std::vector<Name>& out) {
    const bool referenced = written.scalar() != nullptr && written.scalar()->find("${") != std::string::npos;
    const auto shown = referenced ? std::string("this value") : schema::quote(text);
    const auto ascii = to_ascii_name(text);
    const auto name = ascii ? DomainName::parse(*ascii) : Result<DomainName>(fail(ascii.error()));
    if (name && !name->is_root()) {
      out.push_back({*name, place});
    } else if (!ascii) {
      context_.error(place, cat(shown, " is not the name of a record: ", ascii.error().message),
                     "write it in its punycode form (xn--…) if that is how the zone has it");
    } else {
      context_.error(place, cat(shown, " is not the name of a record"),
                     "write the whole name, such as home.example.com");
    }
  }

  Account* find_account(const schema::Node& node, const schema::Values& values) {
    const auto* written = node.find("account");
    // Without any account the reason was said already, or will be said for all records at once.
    if (accounts_.empty()) return nullptr;
    if (written == nullptr) {
      if (accounts_.size() == 1) return &accounts_.front();
      if (accounts_.size() > 1) {
        context_.error(node.place, "`account` is missing", "there is more than one, so every record must say which");
      }
      return nullptr;
    }
    if (!values.has("account")) return nullptr;
    const auto& id = values.text("account");
    const auto it =
        std::find_if(accounts_.begin(), accounts_.end(), [&](const Account& one) { return one.settings.id == id; });
    if (it != accounts_.end()) return &*it;
    std::vector<std::string> ids;
    ids.reserve(accounts_.size());
    for (const auto& one : accounts_) ids.push_back(one.settings.id);
    context_.error(written->place, cat("there is no account ", schema::quote(id)),
                   did_you_mean(id, ids, cat("there are ", join(ids, ", "))));
    return nullptr;
  }

  void check_zone(const Name& name, const schema::Node& node, const schema::Values& values) {
    const auto zone = values.domain("zone");
    if (!zone || name.name.is_within(*zone)) return;
    context_.error(
        node.find("zone")->place,
        cat("the zone ", schema::quote(zone->text()), " does not hold the name ", schema::quote(name.name.text())),
        name.name.labels().size() == 1 ? cat("write the whole name: ", name.name.text(), '.', zone->text())
                                       : std::string{});
  }

  /// Only who asked for a family learns that the service does not have it.
  static void drop_unsupported(const Account& account, ChosenSources& chosen) {
    const auto* can = account.capabilities();
    if (can == nullptr) return;
    if (!can->ipv4 && !chosen.ipv4_asked) chosen.ipv4 = nullptr;
    if (!can->ipv6 && !chosen.ipv6_asked) chosen.ipv6 = nullptr;
  }

  /// Of two families that are there by default, either may be missing on this machine.
  static void mark(const ChosenSources& chosen) {
    const bool either = chosen.ipv4 != nullptr && chosen.ipv6 != nullptr;
    if (chosen.ipv4 != nullptr) {
      chosen.ipv4->used = true;
      chosen.ipv4->needed = chosen.ipv4->needed || chosen.ipv4_asked || !either;
    }
    if (chosen.ipv6 != nullptr) {
      chosen.ipv6->used = true;
      chosen.ipv6->needed = chosen.ipv6->needed || chosen.ipv6_asked || !either;
    }
  }

  void add(const Name& name, const schema::Node& node, const schema::Values& values, const Account& account,
           const Source* source, Family family) {
    if (source == nullptr) return;
    engine::RecordSettings record;
    auto& target = record.target;
    target.key = {name.name, type_for(family), values.text("line")};
    if (!is_new(target.key, name.place, account.settings.id)) return;
    target.attributes = attributes(values);
    target.shared = values.boolean("shared");
    target.clear_when_none = values.boolean("clear_when_none");
    target.many_values = values.boolean("many_values");
    if (family == Family::ipv6) {
      for (const auto& text : values.list("host_ids")) {
        if (auto id = plan::parse_host_id(text)) target.host_ids.push_back(*id);
      }
      target.include_observed = values.boolean("include_observed");
    }
    record.account = account.settings.id;
    record.source = source->settings.id;
    record.zone = values.domain("zone");
    if (const auto* verify = node.find("verify")) record.verify = verification(*verify, account);
    records.push_back(std::move(record));
  }

  /// Read once for each entry, however many records it makes: its errors are to be said once.
  engine::VerifySettings verification(const schema::Node& node, const Account& account) {
    const auto it = verifications_.find(&node);
    if (it != verifications_.end()) return it->second;
    return verifications_.emplace(&node, read_verify(context_, node, account.settings.verify)).first->second;
  }

  bool is_new(const RecordKey& key, const schema::Place& place, const std::string& account) {
    auto& accounts = seen_[key];
    const auto where = [](const schema::Place& first) { return cat("the first is in line ", first.line); };
    if (const auto mine = accounts.find(account); mine != accounts.end()) {
      context_.error(place, cat(shown_key(key), " stands here for the second time"), where(mine->second));
      return false;
    }
    if (!accounts.empty()) {
      const auto& [other, first] = *accounts.begin();
      context_.warning(place, cat(shown_key(key), " is also kept by account ", schema::quote(other)),
                       cat(where(first), "; good for a zone at two services, otherwise a mistake"));
    }
    accounts.emplace(account, place);
    return true;
  }

  Context& context_;
  std::vector<Source>& sources_;
  std::vector<Account>& accounts_;
  std::map<RecordKey, std::map<std::string, schema::Place>> seen_;  ///< by account
  std::map<const schema::Node*, engine::VerifySettings> verifications_;
};

}  // namespace

std::vector<engine::RecordSettings> read_records(Context& context, const schema::Node& root,
                                                 std::vector<Source>& sources, std::vector<Account>& accounts) {
  RecordReader reader(context, sources, accounts);
  for_each_map(context, root, "records", [&](const schema::Node& node) { reader.read(node); });
  return std::move(reader.records);
}

}  // namespace ddns::config
