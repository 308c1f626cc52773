#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ddns/notify/message.h"

namespace ddns::notify {

/// Makes a plain text harmless in a medium: what a medium would take for markup comes out as itself.
using Escape = std::string (*)(std::string_view text);

[[nodiscard]] std::string escape_nothing(std::string_view text);
/// Markdown of the chat robots (DingTalk, WeCom, ServerChan): a backslash before what would begin markup where it
/// stands, and two line ends for one, for a single one is no break there.
[[nodiscard]] std::string escape_markdown(std::string_view text);
/// Slack's mrkdwn: & < > (api.slack.com, "Formatting text").
[[nodiscard]] std::string escape_slack(std::string_view text);
/// Discord: backslashes before markup; mentions are switched off in the request instead.
[[nodiscard]] std::string escape_discord(std::string_view text);
/// Inside a JSON string, without the quotes.
[[nodiscard]] std::string escape_json(std::string_view text);

/// A message on its way to one channel, with the user's own wording where there is any.
struct Letter {
  Message message;
  std::string title_template = {};  ///< empty = the message's own title
  std::string text_template = {};   ///< empty = the message's own text
  std::string host = {};            ///< of this machine: `#{host}`
  std::string id = {};              ///< stays the same for every attempt
};

using Variables = std::vector<std::pair<std::string_view, std::string>>;

/// What `#{…}` may name, with its value: title, text, severity, event, time, host, and ddns-go's ipv4Addr, ipv4Result,
/// ipv4Domains, ipv6Addr, ipv6Result, ipv6Domains, timestamp.
[[nodiscard]] Variables variables_of(const Letter& letter);

/// Puts the values in place of `#{name}`, each through `escape`. Unknown names stay as they are written; a value is
/// never looked through again, so nothing that comes from outside can name a variable.
[[nodiscard]] std::string expand(std::string_view pattern, const Variables& variables, Escape escape);
/// The names of a pattern that expand() would not know.
[[nodiscard]] std::vector<std::string> unknown_variables(std::string_view pattern,
                                                         const std::vector<std::string>& known);

/// Title and text in the medium's spelling. `text` stands in for the message's own, which may have been cut.
[[nodiscard]] std::string title_of(const Letter& letter, Escape escape);
[[nodiscard]] std::string text_of(const Letter& letter, Escape escape, std::string_view text);

/// The longest beginning of `text` for which `render` makes at most `limit` bytes, as `render` made it; a cut ends in
/// "…" and never splits a character. `render` must not get shorter for a longer text. When even no text at all is too
/// long, the rendering of the empty text is returned as it is: only the caller knows what may be cut from it.
[[nodiscard]] std::string fit(std::size_t limit, std::string_view text,
                              const std::function<std::string(std::string_view)>& render);

/// At most `limit` bytes, "…" in place of what is cut, whole characters only.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t limit);
/// The same, counted in characters (code points).
[[nodiscard]] std::string shorten_characters(std::string_view text, std::size_t limit);

}  // namespace ddns::notify
