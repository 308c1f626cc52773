#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/core/result.h"
#include "ddns/core/secret.h"
#include "ddns/http/request.h"
#include "ddns/notify/letter.h"
#include "ddns/notify/mailer.h"
#include "ddns/schema/schema.h"
#include "ddns/schema/values.h"

namespace ddns::notify {

/// What a kind of channel can take.
struct Limits {
  std::size_t bytes = 0;     ///< of what `counted` names; 0 = no limit of its own
  std::string counted = {};  ///< for documentation: "the request body", "the text"
  unsigned per_minute = 0;   ///< most messages in any 60 s; 0 = as many as there are
  bool merges = true;        ///< waiting messages may go out as one
  bool pulse = false;        ///< a heartbeat: gets the cycle_* topics and nothing else; only the newest counts
  bool robot = false;        ///< a chat robot that the alert bridge may use too
};

/// What a service said about a message it took.
struct Ack {
  std::string id = {};      ///< the service's own id of the message, if it tells
  std::string remark = {};  ///< what went wrong all the same: a receiver that the mail server refused; for the log
};

/// A kind of channel: everything the program knows about it. Pure: no I/O, clock or state.
struct ChannelSpec {
  std::string id;  ///< `type:` in the configuration
  std::string name;
  std::string homepage = {};  ///< where its API is described
  std::string notes = {};     ///< one paragraph: what the user has to do there, limits, what is unconfirmed
  schema::Schema settings = {};
  Limits limits = {};

  /// A rule over several settings; what is wrong, or nullopt.
  std::function<std::optional<std::string>(const schema::Values&)> check = {};

  /// What the service gets to see by itself and may quote in its answers, beside the settings as they are written: the
  /// token out of a whole webhook URL. Masked like a secret.
  std::function<std::vector<Secret>(const schema::Values&)> secrets = {};

  /// False when `request` has to cut the text of this letter. By default it never cuts.
  std::function<bool(const schema::Values&, const Letter&)> fits = [](const auto&, const auto&) { return true; };

  /// For channels over HTTP. Errors: Reason::config.
  std::function<Result<http::Request>(const schema::Values&, const Letter&, WallTime now)> request = {};
  /// Judges a complete answer to `request`. Robots answer 200 to what they refuse: the body decides. An Error has
  /// retry_after where the service says when.
  std::function<Result<Ack>(const http::Request&, const http::Response&, WallTime now)> judge = {};

  /// For e-mail instead of the two above.
  std::function<Result<Posting>(const schema::Values&, const Letter&, WallTime now)> mail = {};
};

/// Every kind, in the order of the documentation. Lives for ever.
[[nodiscard]] const std::vector<ChannelSpec>& catalogue();
/// nullptr = unknown.
[[nodiscard]] const ChannelSpec* find(std::string_view id);

/// `channels`: the kinds as a chapter of the documentation, from their descriptions.
[[nodiscard]] std::string catalogue_markdown();

}  // namespace ddns::notify
