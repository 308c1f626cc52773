#pragma once

#include <span>
#include <string>
#include <string_view>

#include "ddns/notify/channel.h"

namespace ddns::notify {

// What the kinds of channels share. One file and one line in the table each; see catalogue.cpp.

[[nodiscard]] ChannelSpec bark_spec();
[[nodiscard]] ChannelSpec dingtalk_spec();
[[nodiscard]] ChannelSpec discord_spec();
[[nodiscard]] ChannelSpec email_spec();
[[nodiscard]] ChannelSpec feishu_spec();
[[nodiscard]] ChannelSpec gotify_spec();
[[nodiscard]] ChannelSpec heartbeat_spec();
[[nodiscard]] ChannelSpec ntfy_spec();
[[nodiscard]] ChannelSpec serverchan_spec();
[[nodiscard]] ChannelSpec slack_spec();
[[nodiscard]] ChannelSpec telegram_spec();
[[nodiscard]] ChannelSpec webhook_spec();
[[nodiscard]] ChannelSpec wecom_spec();

/// `endpoint`, defaulting to the real service; required where there is none.
[[nodiscard]] schema::Field endpoint_field(std::string default_url);
[[nodiscard]] schema::Field secret_field(std::string key, std::string label, std::string help, bool required = true);

/// The base URL of the settings with this path.
[[nodiscard]] Result<http::Url> endpoint(const schema::Values& values, std::string_view path);

/// What follows the last `marker` in a secret, up to the next parameter, or all of it: people paste the whole webhook
/// URL where its token is wanted.
[[nodiscard]] std::string_view token_of(const Secret& secret, std::string_view marker);

/// True when a whole URL, with its scheme, stands where a token is wanted: it then says where the service is, and the
/// request goes there and nowhere else, for its token is that server's secret.
[[nodiscard]] bool is_whole_url(const Secret& secret);
/// Where a message goes: the whole URL in setting `key`, as it is; else `path` at the endpoint.
[[nodiscard]] Result<http::Url> target(const schema::Values& values, std::string_view key, std::string_view path);
/// For ChannelSpec::check: a whole URL in setting `key` must be one, hold `marker` (unless empty) and agree with an
/// `endpoint` that is not the default.
[[nodiscard]] std::optional<std::string> check_whole_url(const schema::Values& values, std::string_view key,
                                                         std::string_view marker, std::string_view default_endpoint);
/// For ChannelSpec::secrets: the token in setting `key` and its parts.
[[nodiscard]] std::vector<Secret> token_secrets(const schema::Values& values, std::string_view key,
                                                std::string_view marker);

/// A rule for such a token: only characters that stand in a path or query as they are.
[[nodiscard]] std::optional<std::string> check_token(std::string_view text);
/// The same, and no URL: the host of one would be taken for a part of the token, and the token would go to a stranger.
[[nodiscard]] std::optional<std::string> check_bare_token(std::string_view text);

/// How long a service asks to wait: nothing for none or less, a week at most, like Retry-After.
[[nodiscard]] std::optional<std::chrono::seconds> asked_wait(double seconds);

[[nodiscard]] http::Request post_json(http::Url url, std::string body);

/// An Error out of the status alone, retry_after included.
[[nodiscard]] tl::unexpected<Error> refused(const http::Request& request, const http::Response& response, WallTime now);

/// A service's own code and what it means for us.
struct CodeMeaning {
  std::int64_t code;
  Reason reason;
};
/// Judges a body such as {"errcode":0,"errmsg":"ok"}: success only with an HTTP 2xx and `code_pointer` == `good`.
/// Codes without a meaning are Reason::rejected.
[[nodiscard]] Result<Ack> judge_code(const http::Request& request, const http::Response& response, WallTime now,
                                     std::string_view code_pointer, std::string_view message_pointer, std::int64_t good,
                                     std::span<const CodeMeaning> meanings);

}  // namespace ddns::notify
