#pragma once

#include "context.h"
#include "environment.h"

namespace ddns::config {

/// The `notify` channels of the file.
[[nodiscard]] notify::Settings read_notify(Context& context, const schema::Node& root);

/// `bridge`: its token and robots. Variables such as DDNS_BRIDGE_DINGTALK_ACCESS_TOKEN make one more robot of that
/// type, whose id is the type, unless the file has one of that id.
[[nodiscard]] notify::BridgeSettings read_bridge(Context& context, Environment& environment, const schema::Node& root);

}  // namespace ddns::config
