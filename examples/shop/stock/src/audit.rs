//! A line for each reservation. AuditEntry's user_id is the operator who runs this process, not a customer.

struct AuditEntry<'a> {
    user_id: u32,
    order_number: &'a str,
    missing: usize,
}

impl std::fmt::Display for AuditEntry<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "uid {} reserved {} ({} missing)", self.user_id, self.order_number, self.missing)
    }
}

pub fn note(order_number: &str, missing: usize) {
    println!("{}", AuditEntry { user_id: std::process::id(), order_number, missing });
}
