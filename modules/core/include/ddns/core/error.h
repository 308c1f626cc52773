#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ddns {

/// Why something failed: a closed list, used as the `reason` label of metrics, the `error.type` of log lines and the
/// key of the reaction table. Adding a member means adding its class in error.cpp and its row in the documentation.
enum class Reason {
  timeout,       ///< a deadline passed
  connect,       ///< no connection to the peer
  tls,           ///< certificate or handshake refused
  resolve,       ///< a name could not be resolved
  auth,          ///< credentials or rights refused
  blocked,       ///< the service asks this client to stop until a person acts (dyndns2 `abuse`)
  clock,         ///< the peer says our clock is wrong
  quota,         ///< a plan's limit is used up
  rate_limited,  ///< asked to slow down
  not_found,     ///< zone, record or path does not exist
  conflict,      ///< somebody else changed it first, or another record is in the way
  rejected,      ///< the service understood and refused this value
  malformed,     ///< the answer cannot be understood
  http_4xx,      ///< a client error without a better reason
  http_5xx,      ///< a server error without a better reason
  config,        ///< the configuration asks for something impossible
  io,            ///< a local file, socket or process failed
  unavailable,   ///< what was asked for does not exist here (no such interface, no address)
  cancelled,     ///< stopping, or superseded
  internal,      ///< a fault of this program
};

/// What the engine does about an error. A function of Reason: see error_class().
enum class ErrorClass {
  config,
  auth,
  blocked,
  not_found,
  rejected,
  conflict,
  rate_limited,
  transient,
  protocol,
  cancelled,
  internal
};

/// Whether a failed write may have happened all the same. Decides whether the next attempt must read first.
enum class Effect { none, applied, unknown };

/// A failure as a value. `message` says what happened, to what, and what to do; it never holds a secret, a full URL
/// or a request body. Copyable, no thread affinity.
struct Error {
  Reason reason = Reason::internal;
  std::string message;
  std::string service_code = {};                         ///< the service's own code, e.g. "81057"; may be empty
  std::optional<std::chrono::seconds> retry_after = {};  ///< only with rate_limited, quota, transient classes
  Effect effect = Effect::none;

  friend bool operator==(const Error&, const Error&) = default;
};

[[nodiscard]] ErrorClass error_class(Reason reason) noexcept;
[[nodiscard]] inline ErrorClass error_class(const Error& error) noexcept { return error_class(error.reason); }

/// Lower-case snake words, stable: they are label values and JSON values.
[[nodiscard]] std::string_view to_string(Reason reason) noexcept;
[[nodiscard]] std::string_view to_string(ErrorClass error_class) noexcept;
[[nodiscard]] std::string_view to_string(Effect effect) noexcept;

/// The inverse of to_string(Reason); nullopt for an unknown word (used when reading stored rows).
[[nodiscard]] std::optional<Reason> reason_from(std::string_view word) noexcept;

/// Every Reason, in declaration order: metrics create their label sets from it.
[[nodiscard]] const std::vector<Reason>& all_reasons();

}  // namespace ddns
