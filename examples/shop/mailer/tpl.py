"""The mails' texts. A greeting never uses user_id of the session: a mail has none."""

from order_pb2 import Order

SUBJECT = "Your order {number}"


def greeting(order: Order, names: dict[str, str]) -> str:
    """The first line of a mail. A customer without a name is greeted without one."""
    if order.number == "":
        raise ValueError("an order without a number gets no mail")
    name = names.get(order.user_id, "")
    return f"Hello {name}," if name else "Hello,"


def lines_of(order: Order) -> list[str]:
    return [f"{line.quantity} x {line.sku}" for line in order.lines]


def total(order: Order) -> str:
    return f"{order.total_cents / 100:.2f} {order.currency}"
