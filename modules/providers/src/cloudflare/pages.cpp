#include "cloudflare/pages.h"

#include <iterator>

#include "ddns/core/text.h"

namespace ddns::providers::cloudflare {

Result<std::vector<http::Json>> all_pages(const Api& api, const Ask& ask, int per_page, const Call& call) {
  std::vector<http::Json> all;
  for (std::int64_t page = 1;; ++page) {
    Ask one = ask;
    one.query.add("page", std::to_string(page)).add("per_page", std::to_string(per_page));
    auto answer = api.send(one, call);
    if (!answer) return fail(std::move(answer).error());
    if (!answer->at("/result").is_array()) return fail(Reason::malformed, cat(ask.doing, ": the answer has no list"));
    auto items = answer->items("/result");
    const bool last = items.empty() || page >= answer->integer("/result_info/total_pages", 1);
    all.insert(all.end(), std::make_move_iterator(items.begin()), std::make_move_iterator(items.end()));
    if (last) return all;
  }
}

}  // namespace ddns::providers::cloudflare
