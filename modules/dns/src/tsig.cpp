#include "ddns/dns/tsig.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "ddns/core/text.h"
#include "ddns/crypto/digest.h"
#include "ddns/crypto/encoding.h"
#include "tsig_record.h"

namespace ddns::dns {
namespace {

struct AlgorithmRow {
  TsigAlgorithm algorithm;
  crypto::Hash hash;
  std::string_view word;
  std::string_view wire_name;
};

constexpr std::array<AlgorithmRow, 6> algorithms = {{
    {TsigAlgorithm::hmac_md5, crypto::Hash::md5, "hmac-md5", "hmac-md5.sig-alg.reg.int"},
    {TsigAlgorithm::hmac_sha1, crypto::Hash::sha1, "hmac-sha1", "hmac-sha1"},
    {TsigAlgorithm::hmac_sha224, crypto::Hash::sha224, "hmac-sha224", "hmac-sha224"},
    {TsigAlgorithm::hmac_sha256, crypto::Hash::sha256, "hmac-sha256", "hmac-sha256"},
    {TsigAlgorithm::hmac_sha384, crypto::Hash::sha384, "hmac-sha384", "hmac-sha384"},
    {TsigAlgorithm::hmac_sha512, crypto::Hash::sha512, "hmac-sha512", "hmac-sha512"},
}};

const AlgorithmRow& row_of(TsigAlgorithm algorithm) {
  for (const AlgorithmRow& row : algorithms) {
    if (row.algorithm == algorithm) return row;
  }
  return algorithms[3];
}

Name wire_name_of(TsigAlgorithm algorithm) {
  const auto name = DomainName::parse(row_of(algorithm).wire_name);
  return name ? Name(*name) : Name();
}

Bytes mac_of(const TsigKey& key, std::span<const std::uint8_t> digested) {
  return crypto::hmac(row_of(key.algorithm).hash, crypto::as_bytes(key.secret.reveal()), digested);
}

std::uint64_t seconds_of(WallTime time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
  return seconds < 0 ? 0 : static_cast<std::uint64_t>(seconds);
}

/// Adds to the last of the four section counts.
void change_additional_count(Bytes& message, int change) {
  const int count = (message[10] << 8 | message[11]) + change;
  message[10] = static_cast<std::uint8_t>(count >> 8);
  message[11] = static_cast<std::uint8_t>(count);
}

}  // namespace

std::optional<TsigAlgorithm> tsig_algorithm_from(std::string_view word) {
  if (word.ends_with('.')) word.remove_suffix(1);
  for (const AlgorithmRow& row : algorithms) {
    if (iequals(word, row.word) || iequals(word, row.wire_name)) return row.algorithm;
  }
  return std::nullopt;
}

std::string_view to_string(TsigAlgorithm algorithm) noexcept { return row_of(algorithm).word; }

Result<TsigKey> TsigKey::make(std::string_view name, std::string_view algorithm, const Secret& base64) {
  TsigKey key;
  auto parsed = DomainName::parse(trim(name));
  if (!parsed || parsed->is_root()) return fail(Reason::config, cat("`", name, "` is not a TSIG key name"));
  key.name = std::move(*parsed);
  const auto known = tsig_algorithm_from(trim(algorithm));
  if (!known) {
    return fail(Reason::config, cat("`", algorithm,
                                    "` is not a TSIG algorithm; known are hmac-md5, hmac-sha1, hmac-sha224, "
                                    "hmac-sha256, hmac-sha384, hmac-sha512"));
  }
  key.algorithm = *known;
  const auto octets = crypto::from_base64(trim(base64.reveal()));
  if (!octets || octets->empty()) {
    return fail(Reason::config, cat("the secret of TSIG key ", key.name.text(),
                                    " is not base64; copy it as the name server's key statement has it"));
  }
  key.secret = Secret(std::string(octets->begin(), octets->end()));
  return key;
}

Result<SignedMessage> tsig_sign(std::span<const std::uint8_t> message, const TsigKey& key, WallTime now,
                                std::chrono::seconds fudge) {
  if (message.size() < 12) return fail(Reason::malformed, "this is too short for a DNS message");
  TsigRecord record;
  record.key = Name(key.name);
  record.algorithm = wire_name_of(key.algorithm);
  record.time = seconds_of(now);
  record.fudge = static_cast<std::uint16_t>(std::clamp<std::int64_t>(fudge.count(), 0, 65535));
  record.original_id = static_cast<std::uint16_t>(message[0] << 8U | message[1]);
  Bytes digested(message.begin(), message.end());
  append_variables(digested, record);
  record.mac = mac_of(key, digested);

  SignedMessage result{Bytes(message.begin(), message.end()), record.mac};
  append_record(result.message, record);
  change_additional_count(result.message, 1);
  if (result.message.size() > 65535) return fail(Reason::internal, "a signed DNS message grew over 65535 octets");
  return result;
}

Result<TsigAnswer> tsig_verify(std::span<const std::uint8_t> answer, std::span<const std::uint8_t> request_mac,
                               const TsigKey& key, WallTime now) {
  auto found = find_tsig(answer);
  if (!found) return fail(found.error());
  if (!found->has_value()) return TsigAnswer{};
  const TsigRecord& record = (*found)->record;

  TsigAnswer result;
  result.error = record.error;
  if (record.error == Rcode::badtime && record.other.size() == 6) {
    std::uint64_t seconds = 0;
    for (const std::uint8_t octet : record.other) seconds = seconds << 8U | octet;
    result.server_time = WallTime(std::chrono::seconds(seconds));
  }
  if (record.key != Name(key.name) || record.algorithm != wire_name_of(key.algorithm)) {
    result.proof = record.mac.empty() ? TsigProof::empty_mac : TsigProof::wrong_key;
    return result;
  }
  if (record.mac.empty()) {
    result.proof = TsigProof::empty_mac;
    return result;
  }
  Bytes digested;
  append_u16(digested, request_mac.size());
  digested.insert(digested.end(), request_mac.begin(), request_mac.end());
  const std::size_t start = digested.size();
  digested.insert(digested.end(), answer.begin(), answer.begin() + static_cast<std::ptrdiff_t>((*found)->offset));
  // The digest covers the message as it was before TSIG was added, with the id it had then (RFC 8945 section 4.3.1).
  digested[start] = static_cast<std::uint8_t>(record.original_id >> 8U);
  digested[start + 1] = static_cast<std::uint8_t>(record.original_id);
  const int count = (digested[start + 10] << 8 | digested[start + 11]) - 1;
  digested[start + 10] = static_cast<std::uint8_t>(count >> 8);
  digested[start + 11] = static_cast<std::uint8_t>(count);
  append_variables(digested, record);
  // Truncated MACs (section 5.2.2.1) are refused: we never send one, so no server has a reason to.
  const std::uint64_t ours = seconds_of(now);
  const std::uint64_t apart = ours > record.time ? ours - record.time : record.time - ours;
  if (!crypto::equal_constant_time(mac_of(key, digested), record.mac)) {
    result.proof = TsigProof::bad_mac;
  } else if (apart > record.fudge) {
    result.proof = TsigProof::bad_time;
    if (!result.server_time) result.server_time = WallTime(std::chrono::seconds(record.time));
  } else {
    result.proof = TsigProof::good;
  }
  return result;
}

}  // namespace ddns::dns
