#include "support/tsig_answer.h"

#include <stdexcept>

#include "ddns/crypto/digest.h"

namespace ddns::test {
namespace {

using dns::Bytes;

void u16(Bytes& out, std::size_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8U));
  out.push_back(static_cast<std::uint8_t>(value));
}
void append(Bytes& out, const Bytes& part) { out.insert(out.end(), part.begin(), part.end()); }

/// The octets of a request's TSIG data: algorithm name, 48 bits time, 16 bits fudge, size and MAC.
struct RequestTsig {
  Bytes algorithm;
  Bytes mac;
};
RequestTsig tsig_of(const dns::Message& request) {
  if (request.additionals.empty() || request.additionals.back().type != dns::Type::tsig)
    throw std::runtime_error("the request is not signed");
  const auto& data = std::get<Bytes>(request.additionals.back().data);
  std::size_t at = 0;
  while (data.at(at) != 0) at += 1U + data.at(at);
  const auto begin = data.begin();
  const auto size = static_cast<std::size_t>(data.at(at + 9) << 8U | data.at(at + 10));
  const auto mac = begin + static_cast<std::ptrdiff_t>(at + 11);
  return {Bytes(begin, begin + static_cast<std::ptrdiff_t>(at + 1)),
          Bytes(mac, mac + static_cast<std::ptrdiff_t>(size))};
}

crypto::Hash hash_of(dns::TsigAlgorithm algorithm) {
  switch (algorithm) {
    case dns::TsigAlgorithm::hmac_md5:
      return crypto::Hash::md5;
    case dns::TsigAlgorithm::hmac_sha1:
      return crypto::Hash::sha1;
    case dns::TsigAlgorithm::hmac_sha224:
      return crypto::Hash::sha224;
    case dns::TsigAlgorithm::hmac_sha384:
      return crypto::Hash::sha384;
    case dns::TsigAlgorithm::hmac_sha512:
      return crypto::Hash::sha512;
    case dns::TsigAlgorithm::hmac_sha256:
      break;
  }
  return crypto::Hash::sha256;
}

}  // namespace

Bytes tsig_answer(const dns::Message& answer, const dns::Message& request, const dns::TsigKey& key, WallTime now,
                  const TsigOfAnswer& tsig) {
  const RequestTsig asked = tsig_of(request);
  const Bytes name = dns::Name(key.name).wire();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  Bytes time;
  for (int shift = 40; shift >= 0; shift -= 8) time.push_back(static_cast<std::uint8_t>(seconds >> shift));
  u16(time, 300);

  Bytes wire = dns::encode(answer).value();
  Bytes digested;
  u16(digested, asked.mac.size());
  append(digested, asked.mac);
  append(digested, wire);
  append(digested, name);
  append(digested, {0, 255, 0, 0, 0, 0});
  append(digested, asked.algorithm);
  append(digested, time);
  u16(digested, static_cast<std::size_t>(tsig.error));
  u16(digested, tsig.other.size());
  append(digested, tsig.other);
  const Bytes mac =
      tsig.with_mac ? crypto::hmac(hash_of(key.algorithm), crypto::as_bytes(key.secret.reveal()), digested) : Bytes{};

  Bytes data = asked.algorithm;
  append(data, time);
  u16(data, mac.size());
  append(data, mac);
  u16(data, answer.header.id);
  u16(data, static_cast<std::size_t>(tsig.error));
  u16(data, tsig.other.size());
  append(data, tsig.other);
  append(wire, name);
  append(wire, {0, 250, 0, 255, 0, 0, 0, 0});
  u16(wire, data.size());
  append(wire, data);
  wire[11] = static_cast<std::uint8_t>(wire[11] + 1);
  return wire;
}

dns::Message without_tsig(dns::Message request) {
  if (!request.additionals.empty() && request.additionals.back().type == dns::Type::tsig)
    request.additionals.pop_back();
  return request;
}

}  // namespace ddns::test
