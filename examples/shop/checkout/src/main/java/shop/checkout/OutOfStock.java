package shop.checkout;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;

final class OutOfStock extends StatusRuntimeException {
  OutOfStock(List<String> skus) {
    super(Status.FAILED_PRECONDITION.withDescription("out of stock: " + String.join(", ", skus)));
  }
}
