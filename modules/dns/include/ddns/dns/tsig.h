#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "ddns/core/clock.h"
#include "ddns/core/domain_name.h"
#include "ddns/core/result.h"
#include "ddns/core/secret.h"
#include "ddns/dns/message.h"

namespace ddns::dns {

/// RFC 8945 section 6; hmac-md5 is old, but servers with old keys still ask for it.
enum class TsigAlgorithm : std::uint8_t { hmac_md5, hmac_sha1, hmac_sha224, hmac_sha256, hmac_sha384, hmac_sha512 };

/// "hmac-sha256" (either case, a final dot allowed; "hmac-md5" also in its long form with ".sig-alg.reg.int").
[[nodiscard]] std::optional<TsigAlgorithm> tsig_algorithm_from(std::string_view word);
[[nodiscard]] std::string_view to_string(TsigAlgorithm algorithm) noexcept;

/// A shared key, as name servers know it. Value type.
struct TsigKey {
  DomainName name;
  TsigAlgorithm algorithm = TsigAlgorithm::hmac_sha256;
  Secret secret = {};  ///< the octets themselves, not their base64

  /// From the base64 that name servers and key generators write; white space around it is dropped. Errors:
  /// Reason::config naming what is wrong, never the secret.
  [[nodiscard]] static Result<TsigKey> make(std::string_view name, std::string_view algorithm, const Secret& base64);
};

struct SignedMessage {
  Bytes message;  ///< ready to be sent
  Bytes mac;      ///< needed to verify the answer
};

/// Appends a TSIG record to an encoded message that has none (RFC 8945 section 5.1). `now` goes out as Time Signed, in
/// whole seconds; `fudge` is how far off the server's clock may be. Errors: Reason::malformed for octets that are no
/// message, Reason::internal for one that would grow too long.
[[nodiscard]] Result<SignedMessage> tsig_sign(std::span<const std::uint8_t> message, const TsigKey& key, WallTime now,
                                              std::chrono::seconds fudge = std::chrono::seconds{300});

/// What the TSIG record of an answer proves.
enum class TsigProof : std::uint8_t {
  good,       ///< signed with our key, in time
  missing,    ///< not signed: trust nothing but an error in it
  empty_mac,  ///< a TSIG record without MAC: how BADSIG and BADKEY are told (RFC 8945 section 5.3.2)
  wrong_key,  ///< signed with another key or algorithm
  bad_mac,    ///< the digest differs
  bad_time,   ///< signed at a time too far from ours
};

struct TsigAnswer {
  TsigProof proof = TsigProof::missing;
  Rcode error = Rcode::noerror;              ///< of the TSIG record: BADSIG, BADKEY, BADTIME, BADTRUNC
  std::optional<WallTime> server_time = {};  ///< with BADTIME and bad_time, what the server's clock says
};

/// Checks the answer to a message signed with `key` (RFC 8945 section 5.4); `request_mac` is SignedMessage::mac.
/// Errors: Reason::malformed when `answer` is no DNS message or its TSIG record is ill-formed or not the last one.
[[nodiscard]] Result<TsigAnswer> tsig_verify(std::span<const std::uint8_t> answer,
                                             std::span<const std::uint8_t> request_mac, const TsigKey& key,
                                             WallTime now);

}  // namespace ddns::dns
