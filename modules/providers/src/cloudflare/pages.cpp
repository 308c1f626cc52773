#include "cloudflare/pages.h"

#include "shared/pages.h"

namespace ddns::providers::cloudflare {

Result<std::vector<http::Json>> all_pages(const Api& api, const Ask& ask, int per_page, const Call& call) {
  static constexpr Listing kListing{
      .items = "/result", .total = "/result_info/total_pages", .counts = Listing::Counts::pages};
  return providers::all_pages(ask.doing, kListing, [&](PageAt at) {
    Ask one = ask;
    one.query.add("page", std::to_string(at.number)).add("per_page", std::to_string(per_page));
    return api.send(one, call);
  });
}

}  // namespace ddns::providers::cloudflare
