#include "yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>
#include <optional>
#include <sstream>

#include "ddns/core/text.h"
#include "ddns/schema/quote.h"
#include "yaml_error.h"

namespace ddns::config {
namespace {

constexpr std::size_t kDeepest = 32;
constexpr std::string_view kStandardTag = "tag:yaml.org,2002:";

/// Leaves the parser early; caught in parse_yaml.
struct Stop {};

/// True if the quotes that open `text` are closed again: yaml-cpp 0.7 takes the end of the file for a closing quote.
bool closes(std::string_view text) noexcept {
  const char quote = text.front();
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      if (quote == '"' || text.substr(i + 1, 1) != "'") return true;
      ++i;
    }
  }
  return false;
}

/// Makes nodes of the parser's events, and errors of what it keeps silent about.
class Builder final : public YAML::EventHandler {
 public:
  Builder(const SourceText& source, Tree& tree) : source_(source), tree_(tree) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (!started_) {
      started_ = true;
      return;
    }
    error(mark, "a second document begins here", "a configuration is one document: remove this and what follows");
    throw Stop{};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add(node(mark, anchor)); }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    error(mark, "aliases (`*name`) are not supported",
          "write the value out; a text that begins with `*` must be quoted");
    tree_.usable = false;
    add(node(mark, 0));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    auto scalar = node(mark, anchor);
    check_tag(mark, tag);
    const auto written = source_.from(mark.line, mark.column);
    scalar.quoted = tag == "!" || tag == cat(kStandardTag, "str");
    if (!written.empty() && (written.front() == '"' || written.front() == '\'') && !closes(written)) {
      error(mark, "these quotes are never closed", "close them");
      tree_.usable = false;
      throw Stop{};
    }
    scalar.value = value;
    add(std::move(scalar));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    check_tag(mark, tag);
    open(mark, anchor, schema::Node::List{});
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    check_tag(mark, tag);
    open(mark, anchor, schema::Node::Map{});
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    schema::Node node;
    std::optional<schema::Node> key = {};  ///< of a map, when its value is to come
  };

  schema::Node node(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) error(mark, "anchors (`&name`) are not supported", "a text that begins with `&` must be quoted");
    return {.place = source_.place(mark.line, mark.column)};
  }

  void check_tag(const YAML::Mark& mark, std::string_view tag) {
    if (tag.empty() || tag == "?" || tag == "!" || tag.starts_with(kStandardTag)) return;
    error(mark, "tags (`!name`) are not supported", "a text that begins with `!` must be quoted");
  }

  template <class Value>
  void open(const YAML::Mark& mark, YAML::anchor_t anchor, Value empty) {
    if (frames_.size() >= kDeepest) {
      error(mark, cat("maps and lists are nested deeper than ", kDeepest, " levels"), "check the brackets");
      tree_.usable = false;
      throw Stop{};
    }
    auto opened = node(mark, anchor);
    opened.value = std::move(empty);
    frames_.push_back({std::move(opened)});
  }

  void close() {
    auto closed = std::move(frames_.back().node);
    frames_.pop_back();
    add(std::move(closed));
  }

  void add(schema::Node added) {
    if (frames_.empty()) {
      tree_.root = std::move(added);
      return;
    }
    auto& frame = frames_.back();
    if (auto* list = std::get_if<schema::Node::List>(&frame.node.value)) {
      list->push_back(std::move(added));
    } else if (!frame.key) {
      frame.key = std::move(added);
    } else {
      add_entry(std::get<schema::Node::Map>(frame.node.value), *std::exchange(frame.key, std::nullopt),
                std::move(added));
    }
  }

  void add_entry(schema::Node::Map& map, schema::Node key, schema::Node value) {
    const auto* name = key.scalar();
    if (name == nullptr) {
      report(key.place, "a key must be a text", "write `key: value`");
      return;
    }
    if (*name == "<<" && !key.quoted) {
      report(key.place, "merge keys (`<<`) are not supported", "write the settings out");
      return;
    }
    for (const auto& [other, unused] : map) {
      if (*other.scalar() != *name) continue;
      const auto quoted = schema::quote_key(*name);
      report(key.place, cat(quoted.empty() ? "this key" : quoted, " stands here for the second time"),
             cat("the first is in line ", other.place.line, ": remove one"));
      return;
    }
    // A missing value is marked where the next word stands, which helps nobody.
    if (value.is_null()) value.place = key.place;
    map.emplace_back(std::move(key), std::move(value));
  }

  void error(const YAML::Mark& mark, std::string message, std::string hint) {
    report(source_.place(mark.line, mark.column), std::move(message), std::move(hint));
  }
  void report(const schema::Place& place, std::string message, std::string hint) {
    tree_.problems.push_back(
        {Diagnostic::Severity::error, place.file, place.line, place.column, std::move(message), std::move(hint)});
  }

  const SourceText& source_;
  Tree& tree_;
  bool started_ = false;
  std::vector<Frame> frames_;
};

void parse_documents(const SourceText& source, Tree& tree) {
  std::istringstream stream(source.text());
  Builder builder(source, tree);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Stop&) {
    // The reason is among the problems.
  } catch (const YAML::Exception& exception) {
    const auto& mark = exception.mark;
    const auto problem =
        explain(exception.msg, mark.is_null() ? std::string_view{} : source.from(mark.line, mark.column));
    const auto place = mark.is_null() ? source.place_at(0) : source.place(mark.line, mark.column);
    tree.problems.push_back({Diagnostic::Severity::error, place.file, place.line, place.column,
                             std::string(problem.message), std::string(problem.hint)});
    tree.usable = false;
  }
}

}  // namespace

Tree parse_yaml(const SourceText& source) {
  Tree tree;
  tree.root.place = source.place_at(0);
  tree.problems = check_text(source);
  if (!tree.problems.empty()) {
    tree.usable = false;
    return tree;
  }
  parse_documents(source, tree);
  if (!tree.usable) return tree;
  if (tree.root.is_null()) {
    tree.root.value = schema::Node::Map{};
  } else if (tree.root.map() == nullptr) {
    tree.problems.push_back({Diagnostic::Severity::error, tree.root.place.file, tree.root.place.line,
                             tree.root.place.column, "the file must hold `key: value` lines",
                             "is there a space behind every colon?"});
    tree.usable = false;
  }
  return tree;
}

}  // namespace ddns::config
