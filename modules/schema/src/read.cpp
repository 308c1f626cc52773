#include <algorithm>
#include <set>

#include "ddns/core/text.h"
#include "ddns/schema/node.h"
#include "ddns/schema/quote.h"
#include "parse_value.h"

namespace ddns::schema {
namespace {

/// A list's default is written as in a file: `[a, b]`, or one element.
std::vector<std::string> default_texts(const Field& field) {
  std::string_view text = field.default_text;
  const bool list = field.kind == Kind::text_list && text.size() >= 2 && text.front() == '[' && text.back() == ']';
  if (!list) return {field.default_text};
  std::vector<std::string> out;
  for (const auto& part : split(text.substr(1, text.size() - 2), ',')) {
    auto element = trim(part);
    if (element.size() >= 2 && element.front() == '"' && element.back() == '"') {
      element = element.substr(1, element.size() - 2);
    }
    out.emplace_back(element);
  }
  return out;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// The part of "host", "host:port" or a URL that names the host.
std::string_view host_in(std::string_view text) {
  if (const auto scheme = text.find("://"); scheme != std::string_view::npos) text.remove_prefix(scheme + 3);
  text = text.substr(0, text.find_first_of("/?#"));
  if (const auto at = text.rfind('@'); at != std::string_view::npos) text.remove_prefix(at + 1);
  return text.substr(0, text.find(':'));
}

/// A host in ASCII is left to the name servers: there are odder ones than any library knows.
bool holds_a_name(const Field& field, std::string_view text) {
  if (field.kind == Kind::domain) return true;
  return (field.kind == Kind::url || field.names_a_host) && !is_ascii(host_in(text));
}

class Reader {
 public:
  Reader(const Schema& schema, const Resolver& resolve, const NameWriter& to_ascii, Diagnostics& diagnostics)
      : schema_(schema), resolve_(resolve), to_ascii_(to_ascii), diagnostics_(diagnostics) {}

  Values read(const Node& node, const std::vector<std::string>& also_known) {
    if (node.map() == nullptr && !node.is_null()) {
      add(node.place, {"a map is expected here", "write `key: value` lines"});
      return {};
    }
    if (node.map() != nullptr) read_entries(*node.map(), also_known);
    for (const auto& field : schema_.fields) {
      if (!seen_.contains(field.key)) fill_in(field, node.place);
    }
    return std::move(values_);
  }

 private:
  void read_entries(const Node::Map& entries, const std::vector<std::string>& also_known) {
    for (const auto& [key, node] : entries) {
      const auto* name = key.scalar();
      // A key that is no text, or stands twice, is reported where the file is parsed.
      if (name == nullptr || !seen_.insert(*name).second) continue;
      if (const auto* field = schema_.find(*name)) {
        read_field(*field, key, node);
      } else if (std::find(also_known.begin(), also_known.end(), *name) == also_known.end()) {
        unknown(*name, key.place, also_known);
      }
    }
  }

  void unknown(const std::string& name, const Place& place, const std::vector<std::string>& also_known) {
    std::vector<std::string> candidates;
    candidates.reserve(schema_.fields.size() + also_known.size());
    for (const auto& field : schema_.fields) candidates.push_back(field.key);
    candidates.insert(candidates.end(), also_known.begin(), also_known.end());
    const auto near = nearest(name, candidates);
    // What was misspelt is not missing as well.
    if (near) suspected_.insert(*near);
    const auto quoted = quote_key(name);
    const auto hint = near ? cat("did you mean `", *near, "`?") : std::string{};
    add(place, {quoted.empty() ? "unknown key" : cat("unknown key ", quoted), hint});
  }

  /// A setting that was not written: its default, or a complaint.
  void fill_in(const Field& field, const Place& place) {
    if (!field.default_text.empty()) {
      std::vector<Values::Value> values;
      for (const auto& text : default_texts(field)) {
        if (auto value = parse(field, text, place, true)) values.push_back(*std::move(value));
      }
      if (!values.empty()) put(field, std::move(values));
    } else if (field.required && !suspected_.contains(field.key)) {
      add(place, {cat('`', field.key, "` is missing"), field.help});
    }
  }

  void read_field(const Field& field, const Node& key, const Node& node) {
    if (field.kind == Kind::text_map) return read_map(field, node);
    if (field.kind == Kind::text_list && node.list() != nullptr) return read_list(field, node);
    if (node.is_null()) {
      add(key.place, {cat('`', field.key, "` has no value"), "write one, or remove the line"});
      return;
    }
    if (auto value = scalar(field, node)) put(field, {*std::move(value)});
  }

  void read_list(const Field& field, const Node& node) {
    std::vector<Values::Value> values;
    for (const auto& element : *node.list()) {
      if (auto value = scalar(field, element)) values.push_back(*std::move(value));
    }
    if (node.list()->empty() && field.required) add(node.place, {cat('`', field.key, "` is empty"), field.help});
    put(field, std::move(values));
  }

  void read_map(const Field& field, const Node& node) {
    if (node.map() == nullptr) return wrong_shape(field, node);
    Values::TextMap entries;
    for (const auto& [key, value] : *node.map()) {
      if (key.scalar() == nullptr) continue;
      if (auto text = scalar(field, value))
        entries.emplace_back(*key.scalar(), std::get<std::string>(*std::move(text)));
    }
    values_.put(field.key, std::move(entries));
  }

  void put(const Field& field, std::vector<Values::Value> parsed) {
    if (field.kind == Kind::text_map) return;  // maps have no default
    if (field.kind != Kind::text_list) return values_.put(field.key, std::move(parsed.front()));
    std::vector<std::string> texts;
    texts.reserve(parsed.size());
    for (auto& value : parsed) texts.push_back(std::get<std::string>(std::move(value)));
    values_.put(field.key, std::move(texts));
  }

  std::optional<Values::Value> scalar(const Field& field, const Node& node) {
    const auto* written = node.scalar();
    if (written == nullptr) {
      wrong_shape(field, node);
      return std::nullopt;
    }
    const bool reference = resolve_ && written->find("${") != std::string::npos;
    if (field.kind == Kind::secret && !reference && node.place.line > 0 && !written->empty()) {
      diagnostics_.push_back({Diagnostic::Severity::warning, node.place.file, node.place.line, node.place.column,
                              cat("the secret `", field.key, "` is written into this file"),
                              "keep it outside and write ${env:NAME} or ${file:PATH}"});
    }
    if (!reference) return parse(field, *written, node.place, field.kind != Kind::secret);
    const auto resolved = resolve_(*written);
    if (resolved) return parse(field, *resolved, node.place, false);
    add(node.place, {cat('`', field.key, "`: ", resolved.error().message)});
    return std::nullopt;
  }

  std::optional<Values::Value> parse(const Field& field, std::string_view text, const Place& place, bool shown) {
    std::string spelled;
    if (to_ascii_ && holds_a_name(field, text)) {
      auto ascii = as_dns_spells(field, text, shown);
      if (!ascii) {
        add(place, {ascii.error().message, "write it in its punycode form (xn--…) if that is how the zone has it"});
        return std::nullopt;
      }
      spelled = *std::move(ascii);
      text = spelled;
    }
    // A place without a line is no file: relative paths then count from the working folder.
    auto value = parse_value(field, {text, place.line > 0 ? std::string_view(place.file) : std::string_view{}, shown});
    if (value) return *std::move(value);
    add(place, std::move(value).error());
    return std::nullopt;
  }

  /// The text with the name in it as DNS has it. Errors: what is wrong with the setting.
  Result<std::string> as_dns_spells(const Field& field, std::string_view text, bool shown) const {
    if (field.kind == Kind::domain) {
      auto ascii = to_ascii_(text);
      if (ascii) return ascii;
      return fail(Reason::config, cat('`', field.key, "` must be ", describe(field.kind), ", not ",
                                      shown ? quote(text) : std::string("this value"), ": ", ascii.error().message));
    }
    const auto host = host_in(text);
    const auto ascii = to_ascii_(host);
    if (!ascii)
      return fail(Reason::config, cat('`', field.key, "` names a host that cannot be: ", ascii.error().message));
    const auto begin = static_cast<std::size_t>(host.data() - text.data());
    return cat(text.substr(0, begin), *ascii, text.substr(begin + host.size()));
  }

  void wrong_shape(const Field& field, const Node& node) {
    const auto* found = node.list() != nullptr ? "a list" : node.map() != nullptr ? "a map" : "nothing";
    add(node.place, {cat('`', field.key, "` must be ", describe(field.kind), ", not ",
                         node.scalar() != nullptr ? "a text" : found)});
  }

  void add(const Place& place, Problem problem) {
    diagnostics_.push_back({Diagnostic::Severity::error, place.file, place.line, place.column,
                            std::move(problem.message), std::move(problem.hint)});
  }

  const Schema& schema_;
  const Resolver& resolve_;
  const NameWriter& to_ascii_;
  Diagnostics& diagnostics_;
  Values values_;
  std::set<std::string, std::less<>> seen_;
  std::set<std::string, std::less<>> suspected_;  ///< nearest to an unknown key
};

}  // namespace

Values read(const Schema& schema, const Node& node, const Resolver& resolve, const std::vector<std::string>& also_known,
            Diagnostics& diagnostics, const NameWriter& to_ascii) {
  return Reader(schema, resolve, to_ascii, diagnostics).read(node, also_known);
}

}  // namespace ddns::schema
