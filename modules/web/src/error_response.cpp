#include <nlohmann/json.hpp>

#include "ddns/web/message.h"

namespace ddns::web {

Response error_response(int status, std::string_view message, std::string_view hint) {
  nlohmann::ordered_json error{{"message", message}};
  if (!hint.empty()) error["hint"] = hint;
  const nlohmann::ordered_json out{{"error", std::move(error)}};
  return {.status = status, .body = out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n"};
}

}  // namespace ddns::web
