#pragma once

#include <functional>

#include "context.h"

namespace ddns::config {

/// Everything at the top level but sources, accounts and records. Gives back the verification that accounts start from.
[[nodiscard]] engine::VerifySettings read_general(Context& context, const schema::Node& root,
                                                  Configuration& configuration);

/// `verify` of an account or record: a map, or `false`. What it does not say stays as in `base`.
[[nodiscard]] engine::VerifySettings read_verify(Context& context, const schema::Node& node,
                                                 engine::VerifySettings base);

/// Calls `each` with every map in the list `key`; reports what is no list or no map.
void for_each_map(Context& context, const schema::Node& root, std::string_view key,
                  const std::function<void(const schema::Node&)>& each);

}  // namespace ddns::config
