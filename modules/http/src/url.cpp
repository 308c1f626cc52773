#include "ddns/http/url.h"

#include "ddns/core/text.h"

namespace ddns::http {

std::string Url::authority() const {
  const bool v6 = host.find(':') != std::string::npos;
  std::string out = v6 ? cat("[", host, "]") : host;
  if (!is_default_port()) out += cat(":", port);
  return out;
}

std::string Url::target() const { return query.empty() ? path : cat(path, "?", query); }

std::string Url::to_string() const { return origin() + target(); }

Url Url::with_path(std::string_view more) const {
  Url url = *this;
  url.query.clear();
  if (more.empty()) return url;
  if (more.starts_with('/')) more.remove_prefix(1);
  if (!url.path.ends_with('/')) url.path += '/';
  url.path += more;
  return url;
}

Url Url::with_query(std::string query_text) const {
  Url url = *this;
  url.query = std::move(query_text);
  return url;
}

}  // namespace ddns::http
