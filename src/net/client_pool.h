// Kept connections, per origin. Internal to net/. The newest is taken first, so that a burst's surplus grows old and
// is closed; a connection is looked at before it is given out.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "net/client_connection.h"

namespace weir::net {

class Pool : public std::enable_shared_from_this<Pool> {
 public:
  explicit Pool(IoCore& io) : io_(io), sweeper_(io.context) {}
  std::shared_ptr<ClientConnection> take(const std::string& origin);  // null: none that lives
  void put(std::shared_ptr<ClientConnection> connection);
  void close();  // all, and no more are kept

 private:
  struct Kept {
    std::shared_ptr<ClientConnection> connection;
    TimePoint since;
  };
  static bool usable(const Kept& kept);
  void drop_unusable();
  void sweep_later();

  IoCore& io_;
  asio::steady_timer sweeper_;
  std::map<std::string, std::vector<Kept>> kept_;  // no empty ones
  bool sweeping_ = false, closed_ = false;
};

}  // namespace weir::net
