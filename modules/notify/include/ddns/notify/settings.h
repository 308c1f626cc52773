#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "ddns/http/client.h"
#include "ddns/notify/channel.h"
#include "ddns/notify/digest.h"
#include "ddns/schema/values.h"

namespace ddns::notify {

/// One element of `notify:`, read and checked.
struct ChannelSettings {
  std::string id;
  const ChannelSpec* spec = nullptr;  ///< never null; lives for ever
  schema::Values values = {};
  http::HttpOptions http = {};
  std::chrono::milliseconds timeout{15'000};  ///< for one attempt
  Route route = {};
  Rules rules = {};
  std::string title_template = {}, text_template = {};

  friend bool operator==(const ChannelSettings&, const ChannelSettings&) = default;
};

struct Settings {
  std::vector<ChannelSettings> channels = {};
  friend bool operator==(const Settings&, const Settings&) = default;
};

/// One element of `bridge.robots`.
struct RobotSettings {
  std::string id;
  const ChannelSpec* spec = nullptr;  ///< never null, Limits::robot; lives for ever
  schema::Values values = {};
  http::HttpOptions http = {};
  std::chrono::milliseconds timeout{8'000};  ///< Alertmanager gives up after group_interval; a human reads sooner
  friend bool operator==(const RobotSettings&, const RobotSettings&) = default;
};

struct BridgeSettings {
  Secret token = {};  ///< empty = none
  std::vector<RobotSettings> robots = {};
  friend bool operator==(const BridgeSettings&, const BridgeSettings&) = default;
};

/// The settings of every channel beside those of its kind: id, type, routing, templates, connection.
[[nodiscard]] schema::Schema channel_schema();
/// The same for an element of `bridge.robots`: id, type and connection.
[[nodiscard]] schema::Schema robot_schema();
/// `bridge:` itself.
[[nodiscard]] schema::Schema bridge_schema();

/// A kind's own settings on top of `ours`; where both describe a key, the kind's counts.
[[nodiscard]] schema::Schema with_settings_of(const ChannelSpec& spec, const schema::Schema& ours);

/// Makes the carrier from values that passed those schemas together.
[[nodiscard]] ChannelSettings channel_settings(const ChannelSpec& spec, schema::Values values);
[[nodiscard]] RobotSettings robot_settings(const ChannelSpec& spec, schema::Values values);

}  // namespace ddns::notify
