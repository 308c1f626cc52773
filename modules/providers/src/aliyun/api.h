#pragma once

#include <string>
#include <vector>

#include "ddns/call/call.h"
#include "ddns/core/result.h"
#include "ddns/http/json.h"
#include "ddns/http/request.h"
#include "ddns/http/sign/aliyun.h"

namespace ddns::providers::aliyun {

enum class Signature { acs3, rpc };

/// One call, in words of the API.
struct Ask {
  std::string doing;  ///< for messages: "updating home.example.com A"
  std::string action;
  http::Query query = {};
  bool writes = false;
};

/// Signs, sends and judges. Immutable; safe to use from several threads.
class Api {
 public:
  Api(http::Url endpoint, http::sign::AliyunKey key, Signature signature)
      : endpoint_(std::move(endpoint)), key_(std::move(key)), signature_(signature) {}

  /// The whole answer. Errors: the transport's and judge()'s.
  [[nodiscard]] Result<http::Json> send(const Ask& ask, const Call& call) const;

  /// The elements of the list at `list` ("/Domains/Domain") from all pages.
  [[nodiscard]] Result<std::vector<http::Json>> all_pages(const Ask& ask, std::string_view list, std::size_t page_size,
                                                          const Call& call) const;

 private:
  [[nodiscard]] Result<http::Request> signed_request(const Ask& ask, const Call& call) const;

  http::Url endpoint_;
  http::sign::AliyunKey key_;
  Signature signature_;
};

/// The answer of a call that went well, else an Error with the service's code. `Code` decides, not the HTTP status: one
/// code comes with 400, 403 or 404 as the service likes.
[[nodiscard]] Result<http::Json> judge(const std::string& doing, const http::Request& request,
                                       const http::Response& response, WallTime now);

/// Codes that callers treat by name.
inline constexpr std::string_view kDuplicate = "DomainRecordDuplicate";
inline constexpr std::string_view kNoSuchZone = "InvalidDomainName.NoExist";

}  // namespace ddns::providers::aliyun
