#pragma once

#include <string>
#include <vector>

#include "ddns/call/call.h"
#include "ddns/core/result.h"
#include "ddns/http/json.h"
#include "ddns/http/json_text.h"
#include "ddns/http/request.h"
#include "ddns/http/sign/tencent.h"
#include "shared/pages.h"

namespace ddns::providers::tencentcloud {

/// One call, in words of the API.
struct Ask {
  std::string doing;  ///< for messages: "updating home.example.com A"
  std::string action;
  http::JsonObject body = {};
  bool writes = false;
};

/// Signs, sends and judges. Immutable; safe to use from several threads.
class Api {
 public:
  Api(http::Url endpoint, http::sign::TencentKey key, std::string region)
      : endpoint_(std::move(endpoint)), key_(std::move(key)), region_(std::move(region)) {}

  /// The value of `Response`. Errors: the transport's and judge()'s.
  [[nodiscard]] Result<http::Json> send(const Ask& ask, const Call& call) const;

  /// The elements of a list from all pages, 3,000 (the documented maximum) a page.
  [[nodiscard]] Result<std::vector<http::Json>> all_pages(const Ask& ask, const Listing& list, const Call& call) const;

 private:
  http::Url endpoint_;
  http::sign::TencentKey key_;
  std::string region_;
};

/// The value of `Response` of a call that went well, else an Error with the service's code. Refusals come with HTTP
/// 200.
[[nodiscard]] Result<http::Json> judge(const std::string& doing, const http::Request& request,
                                       const http::Response& response, WallTime now);

/// Codes that callers treat by name.
inline constexpr std::string_view kDuplicate = "InvalidParameter.DomainRecordExist";
inline constexpr std::string_view kGone = "InvalidParameter.RecordIdInvalid";
inline constexpr std::string_view kNoRecords = "ResourceNotFound.NoDataOfRecord";
inline constexpr std::string_view kNoZones = "ResourceNotFound.NoDataOfDomain";

}  // namespace ddns::providers::tencentcloud
