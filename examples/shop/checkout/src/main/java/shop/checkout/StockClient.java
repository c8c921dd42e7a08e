package shop.checkout;

import io.grpc.ManagedChannelBuilder;
import java.util.List;
import shop.v1.Order;
import shop.v1.ReserveRequest;
import shop.v1.ReserveResponse;
import shop.v1.StockServiceGrpc;

/** What checkout needs of stock. */
final class StockClient {
  private final StockServiceGrpc.StockServiceBlockingStub stub;

  StockClient(String address) {
    this.stub = StockServiceGrpc.newBlockingStub(ManagedChannelBuilder.forTarget(address).usePlaintext().build());
  }

  /** The skus that are not there; empty when everything was reserved. */
  List<String> reserve(Order order) {
    ReserveResponse response = stub.reserve(ReserveRequest.newBuilder()
        .setOrderNumber(order.getNumber())
        .addAllLines(order.getLinesList())
        .build());
    return response.getReserved() ? List.of() : response.getMissingSkusList();
  }
}
