#pragma once

#include <optional>
#include <string>
#include <vector>

#include "context.h"

namespace ddns::config {

/// A source as far as it could be read: a faulty one keeps its id, so that records naming it are no further errors.
struct Source {
  engine::SourceSettings settings;
  schema::Place place;
  bool ipv4 = true;
  bool ipv6 = true;
  bool built_in = false;
  bool required = true;  ///< unless no record asks for it
  bool used = false;
  bool needed = false;  ///< some record has nothing else, or names it

  [[nodiscard]] bool tells(Family family) const noexcept { return family == Family::ipv4 ? ipv4 : ipv6; }
};

/// The `sources` of the file, or `default4` and `default6` if it has none.
[[nodiscard]] std::vector<Source> read_sources(Context& context, const schema::Node& root);

}  // namespace ddns::config
