#pragma once

#include "ddns/core/diagnostic.h"
#include "ddns/schema/node.h"
#include "source_text.h"

namespace ddns::config {

struct Tree {
  schema::Node root;     ///< a map, maybe empty
  Diagnostics problems;  ///< errors only
  bool usable = true;    ///< false: what came out is not what was written, so go no further
};

/// YAML text as nodes. Errors besides bad syntax: what yaml-cpp takes in silence or what nobody needs in a
/// configuration: equal keys, keys that are no text, merge keys, anchors, aliases, tags, a second document, quotes that
/// are never closed, deep nesting.
[[nodiscard]] Tree parse_yaml(const SourceText& source);

}  // namespace ddns::config
