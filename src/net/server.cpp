// Listeners: TCP on loopback, Unix sockets; and the accept loop they share.
#include "net/server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "base/limits.h"
#include "base/log.h"
#include "net/port_owner.h"
#include "net/server_connection.h"

namespace weir::net {

namespace {

// Asio's accept() does not: no child of ours may hold a client's socket open.
template <class Socket>
void close_on_exec(Socket& socket) {
  ::fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
}

void prepare(tcp::socket& socket) {
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);  // an SSE event goes out when it is written
  // What the kernel takes ahead of a client that does not read; it doubles the number itself.
  socket.set_option(tcp::socket::send_buffer_size(limits::stream_buffer_bytes / 2), ignored);
}
void prepare(local::socket&) {}

template <class Acceptor>
Task<void> accept_loop(std::shared_ptr<ServerCore> core, std::shared_ptr<Acceptor> acceptor) {
  using Socket = typename Acceptor::protocol_type::socket;
  while (acceptor->is_open()) {
    if (core->full()) {
      core->evict();
      co_await core->room();
      continue;
    }
    Socket socket(core->io.context);
    const auto done = co_await io_wait([&](Completion& c) { acceptor->async_accept(socket, completing(c)); });
    if (!acceptor->is_open()) co_return;
    if (done.ec == asio::error::connection_aborted) continue;
    if (done.ec) {
      log(LogLevel::warn, "net", "cannot accept a connection: " + done.ec.message());
      core->pause.expires_after(std::chrono::milliseconds(limits::accept_pause_ms));
      co_await io_wait([&](Completion& c) { core->pause.async_wait(completing(c)); });
      continue;
    }
    close_on_exec(socket);
    prepare(socket);
    spawn(serve(core, make_stream(std::move(socket))));
  }
}

// What waits in the kernel's queue would be reset with the listener: it came before the end and is served.
template <class Acceptor>
void take_waiting(const std::shared_ptr<ServerCore>& core, Acceptor& acceptor) {
  error_code ec;
  acceptor.non_blocking(true, ec);
  while (!ec && !core->full()) {
    typename Acceptor::protocol_type::socket socket(core->io.context);
    acceptor.accept(socket, ec);
    if (ec) return;
    close_on_exec(socket);
    prepare(socket);
    spawn(serve(core, make_stream(std::move(socket))));
  }
}

// Each client may want an upstream's descriptor beside its own.
ServerTimes within_descriptors(ServerTimes times) {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY) return times;
  const std::size_t all = files.rlim_cur, kept = std::min(limits::descriptors_kept, all / 2);
  times.connections = std::clamp<std::size_t>((all - kept) / 2, 1, times.connections);
  return times;
}

class ServerImpl final : public Server {
 public:
  template <class Acceptor>
  ServerImpl(std::shared_ptr<ServerCore> core, std::shared_ptr<Acceptor> acceptor, unsigned port)
      : core_(std::move(core)), port_(port) {
    close_acceptor_ = [this, acceptor] {
      take_waiting(core_, *acceptor);
      error_code ignored;
      acceptor->close(ignored);
    };
    spawn(accept_loop(core_, std::move(acceptor)));
  }
  ~ServerImpl() override {
    stop_accepting();
    close_all();
    core_->io.settle();
  }

  unsigned port() const override { return port_; }
  std::size_t active() const override { return core_->active; }

  void stop_accepting() override {
    if (std::exchange(core_->draining, true)) return;
    // Those of now: what close_acceptor_ still takes has a request on its way.
    const std::vector<Connection*> before(core_->connections.begin(), core_->connections.end());
    close_acceptor_();
    for (Connection* c : before) c->close_if_idle();
    core_->pause.cancel();
    remove_file_();
    core_->room_made();
  }

  // gone() may end exchanges, and with them connections, while we look: take each again from the list.
  void close_all() override {
    const std::vector<Connection*> all(core_->connections.begin(), core_->connections.end());
    for (Connection* c : all) {
      if (std::ranges::find(core_->connections, c) != core_->connections.end()) c->close();
    }
  }

  void remove_at_end(std::function<void()> remove) { remove_file_ = std::move(remove); }

 private:
  std::shared_ptr<ServerCore> core_;
  unsigned port_;
  std::function<void()> close_acceptor_;
  std::function<void()> remove_file_ = [] {};
};

struct FileId {
  dev_t device = 0;
  ino_t inode = 0;
  bool operator==(const FileId&) const = default;
};

std::optional<FileId> id_of_socket(const std::string& path) {
  struct stat s{};
  if (::lstat(path.c_str(), &s) != 0 || !S_ISSOCK(s.st_mode)) return std::nullopt;
  return FileId{s.st_dev, s.st_ino};
}

// Nothing there, or a socket that nobody listens on: then the name is free to take.
Result<void> check_name_is_free(IoCore& io, const std::string& path) {
  std::error_code ec;
  const auto status = std::filesystem::symlink_status(path, ec);
  if (status.type() == std::filesystem::file_type::not_found) return {};
  if (status.type() != std::filesystem::file_type::socket) {
    return fail(ErrorKind::conflict, path + " exists and is no socket", "remove it or choose another path");
  }
  local::socket probe(io.context);
  error_code refused;
  probe.open(local(), refused);
  probe.non_blocking(true, refused);  // one that is alive but stuck must not stop us here
  probe.connect(local::endpoint(path), refused);
  if (refused == asio::error::connection_refused) return {};
  return fail(ErrorKind::conflict, "another process listens on " + path, "stop it first");
}

// Bound beside the name and renamed onto it, so that it is 0600 before anybody can connect.
Result<std::shared_ptr<local::acceptor>> bind_unix(IoCore& io, const std::string& path) {
  const auto aside = fmt::format("{}.{}", path, ::getpid());
  const auto failed = [&](const std::string& why) {
    ::unlink(aside.c_str());
    return fail(ErrorKind::io, fmt::format("cannot listen on {}: {}", path, why), "check the directory and its rights");
  };
  if (aside.size() >= sizeof(sockaddr_un::sun_path)) return failed("the path is too long for a socket");
  ::unlink(aside.c_str());
  error_code ec;
  auto acceptor = std::make_shared<local::acceptor>(io.context);
  acceptor->open(local(), ec);
  if (!ec) acceptor->bind(local::endpoint(aside), ec);
  if (!ec && ::chmod(aside.c_str(), S_IRUSR | S_IWUSR) != 0) ec.assign(errno, boost::system::system_category());
  if (!ec) acceptor->listen(asio::socket_base::max_listen_connections, ec);
  if (!ec && ::rename(aside.c_str(), path.c_str()) != 0) ec.assign(errno, boost::system::system_category());
  if (ec) return failed(ec.message());
  return acceptor;
}

Error port_taken(unsigned port) {
  const auto owner = port_owner(port);
  return {ErrorKind::conflict,
          fmt::format("port {} is in use{}", port, owner.empty() ? " by another process" : " by " + owner),
          "stop it or choose another port"};
}

}  // namespace

Result<std::unique_ptr<Server>> listen_loopback(IoLoop& loop, unsigned port, Handler handler, ServerTimes times) {
  if (port > 65535) return fail(ErrorKind::invalid, "a port is a number up to 65535");
  auto& io = loop.core();
  auto acceptor = std::make_shared<tcp::acceptor>(io.context);
  const tcp::endpoint at(asio::ip::address_v4::loopback(), static_cast<unsigned short>(port));
  error_code ec;
  acceptor->open(at.protocol(), ec);
  if (!ec) acceptor->set_option(tcp::acceptor::reuse_address(true), ec);  // a port in TIME_WAIT is free
  if (!ec) acceptor->bind(at, ec);
  if (!ec) acceptor->listen(asio::socket_base::max_listen_connections, ec);
  if (ec == asio::error::address_in_use) return std::unexpected(port_taken(port));
  if (ec) return fail(ErrorKind::io, fmt::format("cannot listen on 127.0.0.1:{}: {}", port, ec.message()));
  close_on_exec(*acceptor);
  const unsigned bound = acceptor->local_endpoint(ec).port();
  return std::make_unique<ServerImpl>(std::make_shared<ServerCore>(io, std::move(handler), within_descriptors(times)),
                                      acceptor, bound);
}

Result<std::unique_ptr<Server>> listen_unix(IoLoop& loop, const std::string& path, Handler handler) {
  auto& io = loop.core();
  TRY_VOID(check_name_is_free(io, path));
  TRY(auto acceptor, bind_unix(io, path));
  close_on_exec(*acceptor);
  auto server = std::make_unique<ServerImpl>(std::make_shared<ServerCore>(io, std::move(handler)), acceptor, 0U);
  // Only the file that is ours: a weir that took over the name keeps its own.
  server->remove_at_end([path, ours = id_of_socket(path)] {
    if (ours && id_of_socket(path) == ours) ::unlink(path.c_str());
  });
  return server;
}

}  // namespace weir::net
