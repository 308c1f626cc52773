#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ddns::test {

/// A mail as it arrived: dots undone, CRLF kept.
struct SeenMail {
  std::string from;
  std::vector<std::string> to;
  std::string data;
  bool secure = false;  ///< came over TLS
  std::string user;     ///< who had logged in
};

struct SmtpOptions {
  std::uint16_t port = 0;      ///< 0 = any free one
  std::string cert_file = {};  ///< PEM; not empty = STARTTLS is offered, or TLS from the first byte
  std::string key_file = {};
  bool implicit_tls = false;
  std::string auth = {};                 ///< mechanisms offered (after TLS where there is TLS): "PLAIN LOGIN"
  std::string user = {}, password = {};  ///< not empty = nobody else may send
  std::string refuse_recipient = {};     ///< this one gets 550
  int answer_to_data = 250;              ///< the last answer
  bool hang_after_greeting = false;
  std::string slip_in = {};  ///< sent in plain right behind the answer to STARTTLS
};

/// A mail server on 127.0.0.1 that keeps what it gets. Listens when the constructor returns; one thread a connection.
class SmtpSink {
 public:
  explicit SmtpSink(SmtpOptions options = {});
  ~SmtpSink();
  SmtpSink(const SmtpSink&) = delete;
  SmtpSink& operator=(const SmtpSink&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept;
  [[nodiscard]] std::vector<SeenMail> mails() const;
  /// Every line a client said outside of mails.
  [[nodiscard]] std::vector<std::string> commands() const;
  [[nodiscard]] bool wait_for_mails(std::size_t count,
                                    std::chrono::milliseconds limit = std::chrono::seconds(10)) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ddns::test
