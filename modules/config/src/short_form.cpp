#include "short_form.h"

#include <algorithm>
#include <array>

#include "ddns/config/sections.h"
#include "ddns/core/text.h"
#include "ddns/schema/quote.h"
#include "node_edit.h"
#include "section_schemas.h"

namespace ddns::config {
namespace {

constexpr std::array<std::string_view, 3> kMarks{"provider", "domain", "sub_domain"};

bool belongs_to_top(std::string_view key) {
  if (section("").find(key) != nullptr) return true;
  const auto& all = sections();
  return std::any_of(all.begin(), all.end(), [&](const Section& one) { return one.key == key; });
}

bool has_full_form(const schema::Node& root) {
  return root.find("accounts") != nullptr || root.find("records") != nullptr;
}

/// What a short-form file may say about its account: all of the full form but the id.
schema::Schema account_keys() {
  auto out = account_schema();
  std::erase_if(out.fields, [](const schema::Field& field) { return field.key == "id"; });
  return out;
}

class Expander {
 public:
  Expander(Context& context, Environment& environment, schema::Node& root)
      : context_(context), environment_(environment), root_(root) {}

  void expand() {
    environment_.fill(root_, {{*account_keys().find("provider")}});
    if (const auto* provider = root_.find("provider"); provider != nullptr && provider->scalar() != nullptr) {
      const auto id = context_.references.resolve(*provider->scalar());
      if (id) spec_ = context_.input.find_provider(*id);
    }
    const auto account_schema = account_keys();
    environment_.fill(root_, short_form_schema());
    environment_.fill(root_, account_schema);
    if (spec_ != nullptr) environment_.fill(root_, spec_->settings);
    distribute(account_schema);
    add_list("accounts", std::move(account_));
    if (auto names = make_names()) {
      put(record_, "names", *std::move(names));
      add_list("records", std::move(record_));
    }
  }

 private:
  /// Every key goes to the top level, the record, the account, or is unknown.
  void distribute(const schema::Schema& account_schema) {
    const auto* provider = root_.find("provider");
    const auto* domain = root_.find("domain");
    account_ = map_node(provider == nullptr ? root_.place : provider->place);
    record_ = map_node(domain == nullptr ? account_.place : domain->place);
    auto rest = map_node(root_.place);
    for (auto& [key, value] : std::get<schema::Node::Map>(root_.value)) {
      const auto name = *key.scalar();
      const bool of_account =
          account_schema.find(name) != nullptr || (spec_ != nullptr && spec_->settings.find(name) != nullptr);
      auto* target = belongs_to_top(name)                        ? &rest
                     : short_form_schema().find(name) != nullptr ? &record_
                     : of_account                                ? &account_
                                                                 : nullptr;
      if (target != nullptr) {
        std::get<schema::Node::Map>(target->value).emplace_back(std::move(key), std::move(value));
      } else if (spec_ != nullptr) {
        unknown(name, key.place, account_schema);
      }
    }
    root_ = std::move(rest);
  }

  void unknown(const std::string& name, const schema::Place& place, const schema::Schema& account_schema) {
    std::vector<std::string> known;
    const auto add = [&](const schema::Schema& schema) {
      for (const auto& field : schema.fields) known.push_back(field.key);
    };
    add(short_form_schema());
    add(section(""));
    add(account_schema);
    add(spec_->settings);
    for (const auto& part : sections()) known.push_back(part.key);
    const auto near = nearest(name, known);
    const auto quoted = schema::quote_key(name);
    context_.error(place, quoted.empty() ? "unknown key" : cat("unknown key ", quoted),
                   near ? cat("did you mean `", *near, "`?") : std::string{});
  }

  void add_list(const std::string& key, schema::Node element) {
    const auto place = element.place;
    schema::Node list{.place = place, .value = schema::Node::List{}};
    std::get<schema::Node::List>(list.value).push_back(std::move(element));
    put(root_, key, std::move(list));
  }

  /// The whole names, from `domain` and `sub_domain`, which leave the record.
  std::optional<schema::Node> make_names() {
    auto written = map_node(record_.place);
    const auto domain = take(record_, "domain");
    const auto subs = take(record_, "sub_domain");
    if (domain) put(written, "domain", *domain);
    if (subs) put(written, "sub_domain", *subs);
    const schema::Schema schema{{*short_form_schema().find("domain"), *short_form_schema().find("sub_domain")}};
    if (!context_.read(schema, written).good) return std::nullopt;
    schema::Node names{.place = domain->place, .value = schema::Node::List{}};
    auto& list = std::get<schema::Node::List>(names.value);
    if (!subs) {
      list.push_back(*domain);
      return names;
    }
    if (subs->list() == nullptr) {
      list.push_back(whole_name(*subs, *domain));
    } else {
      for (const auto& sub : *subs->list()) list.push_back(whole_name(sub, *domain));
    }
    // What stands right of the sub-domain is the zone, where there are zones.
    if (spec_ == nullptr || spec_->capabilities.has_zones) put(record_, "zone", *domain);
    return names;
  }

  schema::Node whole_name(const schema::Node& sub, const schema::Node& domain) {
    const auto& left = *sub.scalar();
    const auto& right = *domain.scalar();
    if (left == "@" || left.empty()) return text_node(right, sub.place);
    if (iequals(left, right) || to_lower(left).ends_with(to_lower(cat('.', right)))) {
      context_.error(sub.place, "`sub_domain` holds the domain again", "write only the part left of it, or `@`");
    }
    return text_node(cat(left, '.', right), sub.place);
  }

  Context& context_;
  Environment& environment_;
  schema::Node& root_;
  const provider::ProviderSpec* spec_ = nullptr;
  schema::Node account_;
  schema::Node record_;
};

}  // namespace

bool is_short_form(const schema::Node& root, Environment& environment) {
  if (has_full_form(root)) return false;
  return std::any_of(kMarks.begin(), kMarks.end(),
                     [&](std::string_view key) { return root.find(key) != nullptr || !environment.get(key).empty(); });
}

void expand_short_form(Context& context, Environment& environment, schema::Node& root) {
  Expander(context, environment, root).expand();
}

void refuse_mixture(Context& context, schema::Node& root) {
  if (!has_full_form(root)) return;
  for (const auto key : kMarks) {
    if (const auto found = take(root, key)) {
      context.error(found->place,
                    cat('`', key, "` belongs to the short form and cannot stand beside `accounts` or `records`"),
                    "move it into an account or a record");
    }
  }
}

}  // namespace ddns::config
