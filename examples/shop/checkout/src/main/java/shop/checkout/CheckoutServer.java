package shop.checkout;

import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.stub.StreamObserver;
import shop.v1.CheckoutServiceGrpc;
import shop.v1.Order;
import shop.v1.OrderState;
import shop.v1.PlaceOrderRequest;
import shop.v1.PlaceOrderResponse;

/** Takes an order, reserves what it asks for, and tells the others. It does not care whose order it is. */
public final class CheckoutServer extends CheckoutServiceGrpc.CheckoutServiceImplBase {
  private final StockClient stock;
  private final OrderQueue queue;

  CheckoutServer(StockClient stock, OrderQueue queue) {
    this.stock = stock;
    this.queue = queue;
  }

  @Override
  public void placeOrder(PlaceOrderRequest request, StreamObserver<PlaceOrderResponse> answer) {
    Order order = request.getOrder();
    var missing = stock.reserve(order);
    if (!missing.isEmpty()) {
      answer.onError(new OutOfStock(missing));
      return;
    }
    queue.placed(order);
    answer.onNext(PlaceOrderResponse.newBuilder()
        .setNumber(order.getNumber())
        .setState(OrderState.ORDER_STATE_PLACED)
        .build());
    answer.onCompleted();
  }

  public static void main(String[] args) throws Exception {
    var stock = new StockClient(System.getenv("STOCK_ADDR"));
    var queue = new OrderQueue(System.getenv("BROKER_URL"));
    Server server = ServerBuilder.forPort(50051).addService(new CheckoutServer(stock, queue)).build().start();
    server.awaitTermination();
  }
}
