#pragma once
// Templates that compile slowly: for the few sources that speak HTTP only.
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include "runtime/transport/tls/asio.hpp"

namespace mesh::control {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using transport::io_error;
using transport::or_error;
using transport::steady;
using tls_stream = asio::ssl::stream<beast::tcp_stream>;

} // namespace mesh::control
