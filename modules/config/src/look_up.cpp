#include "look_up.h"

#include <algorithm>

#include "ddns/core/text.h"
#include "ddns/schema/quote.h"

namespace ddns::config {

std::optional<std::string> deciding_word(Context& context, const schema::Node& map, std::string_view key,
                                         std::string_view hint) {
  const auto* node = map.find(key);
  if (node == nullptr || node->is_null()) {
    context.error(node == nullptr ? map.place : node->place,
                  cat('`', key, node == nullptr ? "` is missing" : "` has no value"), std::string(hint));
    return std::nullopt;
  }
  if (node->scalar() == nullptr) {
    context.error(node->place, cat('`', key, "` must be a text"), std::string(hint));
    return std::nullopt;
  }
  auto word = context.references.resolve(*node->scalar());
  if (!word) {
    context.error(node->place, cat('`', key, "`: ", word.error().message));
    return std::nullopt;
  }
  return std::string(trim(*word));
}

std::string meant_id(Context& context, const schema::Node& map) {
  const auto* node = map.find("id");
  if (node == nullptr || node->scalar() == nullptr) return {};
  auto id = context.references.resolve(*node->scalar());
  return id ? *std::move(id) : *node->scalar();
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known, std::string_view otherwise) {
  constexpr std::size_t kMost = 4;
  constexpr std::size_t kShortest = 3;
  std::vector<std::string> near;
  if (auto one = nearest(word, known)) near.push_back(cat('`', *one, '`'));
  const auto small = to_lower(word);
  for (const auto& id : known) {
    const bool related = small.size() >= kShortest && (id.find(small) != std::string::npos ||
                                                       (id.size() >= kShortest && small.find(id) != std::string::npos));
    auto quoted = cat('`', id, '`');
    if (related && near.size() < kMost && std::find(near.begin(), near.end(), quoted) == near.end()) {
      near.push_back(std::move(quoted));
    }
  }
  if (near.empty()) return std::string(otherwise);
  return cat("did you mean ", join(near, " or "), '?');
}

bool is_new_id(Context& context, const schema::Node& map, std::string_view what, const std::string& id,
               const schema::Place* first) {
  if (first == nullptr || id.empty()) return true;
  const auto* node = map.find("id");
  context.error(
      node == nullptr ? map.place : node->place, cat("there is already ", what, ' ', schema::quote(id)),
      first->line > 0 ? cat("the first is in line ", first->line, ": give this one another `id`") : std::string{});
  return false;
}

}  // namespace ddns::config
