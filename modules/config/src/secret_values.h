#pragma once

#include <map>
#include <string>
#include <vector>

#include "ddns/core/secret.h"
#include "ddns/schema/node.h"
#include "ddns/schema/schema.h"
#include "ddns/schema/values.h"

namespace ddns::config {

/// By the text of a setting as it is written: what its references stand for.
using ReferenceValues = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Everything among settings that must show nowhere: secrets, what a service may quote of them (the token of a whole
/// URL), the same parts of URLs and headers, and whatever a reference stands for, except in a setting by which people
/// and log lines call something (`id`, `name`, an interface): who keeps a token outside does so wherever he uses it.
/// `node`: what the values were read from.
[[nodiscard]] std::vector<Secret> secrets_in(const schema::Schema& schema, const schema::Values& values,
                                             const schema::Node& node, const ReferenceValues& references);

}  // namespace ddns::config
