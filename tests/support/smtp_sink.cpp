#include "support/smtp_sink.h"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <condition_variable>
#include <list>
#include <mutex>
#include <optional>
#include <thread>

#include "ddns/core/text.h"
#include "ddns/crypto/encoding.h"
#include "support/socket_grip.h"

namespace ddns::test {
namespace {

std::string decoded(std::string_view text) {
  const auto bytes = crypto::from_base64(text);
  return bytes ? std::string(bytes->begin(), bytes->end()) : "(no base64)";
}

/// Lines over a blocking socket.
class Line {
 public:
  explicit Line(const Poco::Net::StreamSocket& socket) : socket_(socket) {}

  std::optional<std::string> read() {
    while (true) {
      if (const auto end = buffer_.find("\r\n"); end != std::string::npos) {
        auto line = buffer_.substr(0, end);
        buffer_.erase(0, end + 2);
        return line;
      }
      char bytes[4096];
      const int count = socket_.receiveBytes(bytes, sizeof bytes);
      if (count <= 0) return std::nullopt;
      buffer_.append(bytes, static_cast<std::size_t>(count));
    }
  }
  void write(const std::string& text) {
    for (std::size_t sent = 0; sent < text.size();) {
      sent += static_cast<std::size_t>(socket_.sendBytes(text.data() + sent, static_cast<int>(text.size() - sent)));
    }
  }
  void secure(const Poco::Net::Context::Ptr& context) {
    socket_ = Poco::Net::SecureStreamSocket::attach(socket_, context);
    buffer_.clear();
  }

 private:
  Poco::Net::StreamSocket socket_;
  std::string buffer_;
};

}  // namespace

struct SmtpSink::State {
  explicit State(SmtpOptions its_options) : options(std::move(its_options)) {
    if (!options.cert_file.empty()) {
      context = new Poco::Net::Context(Poco::Net::Context::TLS_SERVER_USE, options.key_file, options.cert_file, "",
                                       Poco::Net::Context::VERIFY_NONE);
    }
    listener.bind(Poco::Net::SocketAddress("127.0.0.1", options.port), true);
    listener.listen(64);
    port = listener.address().port();
    acceptor = std::thread([this] { accept_all(); });
  }

  void accept_all() {
    while (true) {
      try {
        const auto socket = listener.acceptConnection();
        const std::lock_guard lock(mutex);
        if (stopping) return;
        const auto grip = open.emplace(open.end(), socket);
        threads.emplace_back([this, socket, grip] { serve(socket, grip); });
      } catch (const Poco::Exception&) {
        const std::lock_guard lock(mutex);
        if (stopping) return;
      }
    }
  }

  void serve(const Poco::Net::StreamSocket& socket, std::list<SocketGrip>::iterator grip) {
    try {
      Line line(socket);
      converse(line);
    } catch (const Poco::Exception&) {
      // The client went away; what it says about that is the test's business.
    }
    const std::lock_guard lock(mutex);
    grip->shut();
    open.erase(grip);
  }

  struct Session {
    bool secure = false;
    std::string user;
    SeenMail mail;
  };

  void converse(Line& line) {
    Session session;
    if (options.implicit_tls) {
      line.secure(context);
      session.secure = true;
    }
    line.write("220 sink ESMTP\r\n");
    while (const auto said = line.read()) {
      {
        const std::lock_guard lock(mutex);
        commands.push_back(*said);
      }
      if (options.hang_after_greeting) continue;
      if (!answer(line, session, *said)) return;
    }
  }

  /// False when the connection is over.
  bool answer(Line& line, Session& session, const std::string& said) {
    const auto word = to_upper(said.substr(0, said.find(' ')));
    if (word == "EHLO") {
      line.write(greeting(session));
    } else if (word == "STARTTLS") {
      line.write("220 go\r\n" + options.slip_in);
      line.secure(context);
      session.secure = true;
    } else if (word == "AUTH") {
      log_in(line, session, said);
    } else if (word == "MAIL") {
      const bool stranger = !options.user.empty() && session.user.empty();
      session.mail = {.from = bracketed(said), .secure = session.secure, .user = session.user};
      line.write(stranger ? "530 log in first\r\n" : "250 ok\r\n");
    } else if (word == "RCPT") {
      const auto to = bracketed(said);
      const bool refused = !options.refuse_recipient.empty() && to == options.refuse_recipient;
      if (!refused) session.mail.to.push_back(to);
      line.write(refused ? "550 5.1.1 nobody of that name\r\n" : "250 ok\r\n");
    } else if (word == "DATA") {
      take(line, session);
    } else if (word == "QUIT") {
      line.write("221 bye\r\n");
      return false;
    } else {
      line.write("500 what?\r\n");
    }
    return true;
  }

  [[nodiscard]] std::string greeting(const Session& session) const {
    std::string out = "250-sink\r\n";
    if (!context.isNull() && !session.secure) out += "250-STARTTLS\r\n";
    if (!options.auth.empty() && (context.isNull() || session.secure)) out += cat("250-AUTH ", options.auth, "\r\n");
    return out + "250 8BITMIME\r\n";
  }

  static std::string bracketed(const std::string& said) {
    const auto begin = said.find('<');
    const auto end = said.find('>', begin);
    return begin == std::string::npos ? std::string() : said.substr(begin + 1, end - begin - 1);
  }

  void log_in(Line& line, Session& session, const std::string& said) {
    std::string user, password;
    if (said.starts_with("AUTH PLAIN ")) {
      const auto token = decoded(said.substr(11));
      const auto parts = split(token, '\0');
      if (parts.size() == 3) {
        user = parts[1];
        password = parts[2];
      }
    } else {
      line.write("334 VXNlcm5hbWU6\r\n");
      user = decoded(line.read().value_or(""));
      line.write("334 UGFzc3dvcmQ6\r\n");
      password = decoded(line.read().value_or(""));
    }
    const bool good = user == options.user && password == options.password;
    if (good) session.user = user;
    line.write(good ? "235 welcome\r\n" : "535 5.7.8 not you, " + said + "\r\n");
  }

  void take(Line& line, Session& session) {
    line.write("354 go on\r\n");
    while (const auto text = line.read()) {
      if (*text == ".") break;
      session.mail.data += (text->starts_with('.') ? text->substr(1) : *text) + "\r\n";
    }
    if (options.answer_to_data == 250) {
      const std::lock_guard lock(mutex);
      mails.push_back(session.mail);
      changed.notify_all();
    }
    line.write(cat(options.answer_to_data, " that is my answer\r\n"));
  }

  const SmtpOptions options;
  Poco::Net::Context::Ptr context;
  Poco::Net::ServerSocket listener;
  std::uint16_t port = 0;
  std::mutex mutex;
  std::condition_variable changed;
  bool stopping = false;
  std::vector<SeenMail> mails;
  std::vector<std::string> commands;
  std::list<SocketGrip> open;
  std::list<std::thread> threads;
  std::thread acceptor;
};

SmtpSink::SmtpSink(SmtpOptions options) {
  ignore_broken_pipes();
  state_ = std::make_unique<State>(std::move(options));
}

SmtpSink::~SmtpSink() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
    for (const auto& grip : state_->open) grip.shut();
  }
  wake_acceptor(state_->listener);
  state_->acceptor.join();
  for (auto& thread : state_->threads) thread.join();
}

std::uint16_t SmtpSink::port() const noexcept { return state_->port; }

std::vector<SeenMail> SmtpSink::mails() const {
  const std::lock_guard lock(state_->mutex);
  return state_->mails;
}

std::vector<std::string> SmtpSink::commands() const {
  const std::lock_guard lock(state_->mutex);
  return state_->commands;
}

bool SmtpSink::wait_for_mails(std::size_t count, std::chrono::milliseconds limit) const {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(lock, limit, [&] { return state_->mails.size() >= count; });
}

}  // namespace ddns::test
