#pragma once

#include <optional>
#include <string>
#include <vector>

#include "context.h"

namespace ddns::config {

/// A word that decides how its map is read on (a type, a provider), with references resolved. Reports what is missing
/// or no text.
[[nodiscard]] std::optional<std::string> deciding_word(Context& context, const schema::Node& map, std::string_view key,
                                                       std::string_view hint);

/// The `id` of a map with its references looked up; as it is written where that fails, which is told by who reads the
/// map. Empty: there is none.
[[nodiscard]] std::string meant_id(Context& context, const schema::Node& map);

/// "did you mean `a` or `b`?": the nearest of `known` and those that hold the word or are held by it; `otherwise` if
/// there is none.
[[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string>& known,
                                       std::string_view otherwise);

/// True if `id` is new; reports it at `map`'s id otherwise. `what` is "source" or "account".
[[nodiscard]] bool is_new_id(Context& context, const schema::Node& map, std::string_view what, const std::string& id,
                             const schema::Place* first);

}  // namespace ddns::config
