//! The table stock_items.
use sqlx::PgPool;
use tonic::Status;

pub struct Shelf {
    pool: PgPool,
    low_mark: i32,
}

impl Shelf {
    pub async fn open(url: &str) -> Result<Self, sqlx::Error> {
        let low_mark = std::env::var("STOCK_LOW_MARK").ok().and_then(|text| text.parse().ok()).unwrap_or(5);
        Ok(Shelf { pool: PgPool::connect(url).await?, low_mark })
    }

    /// Reserves `count` of `sku`; false when there are not enough.
    pub async fn take(&self, sku: &str, count: i32) -> Result<bool, Status> {
        let left: Option<(i32,)> = sqlx::query_as(
            "UPDATE stock_items SET reserved = reserved + $2 \
             WHERE sku = $1 AND on_hand - reserved >= $2 RETURNING on_hand - reserved",
        )
        .bind(sku)
        .bind(count)
        .fetch_optional(&self.pool)
        .await
        .map_err(|error| Status::unavailable(error.to_string()))?;
        if let Some((left,)) = left {
            if left < self.low_mark {
                eprintln!("stock: only {left} of {sku} left");
            }
        }
        Ok(left.is_some())
    }
}
