#include "shared/record_write.h"

namespace ddns::providers {

Result<provider::Ack> judge_write(const Result<http::Json>& answer, std::string_view id_at, std::string_view duplicate,
                                  const plan::RemoteRecord& wanted,
                                  const std::function<Result<plan::ZoneState>()>& look) {
  if (answer) return provider::Ack{.id = answer->text(id_at, wanted.id)};
  if (answer.error().service_code != duplicate) return fail(answer.error());
  const auto state = look();
  if (!state) return fail(answer.error());
  for (const auto& record : state->records) {
    const bool same = record.address == wanted.address && (wanted.id.empty() || wanted.id == record.id);
    if (same && satisfies(record.attributes, wanted.attributes)) {
      return provider::Ack{.id = record.id, .unchanged = true};
    }
  }
  return fail(answer.error());
}

}  // namespace ddns::providers
