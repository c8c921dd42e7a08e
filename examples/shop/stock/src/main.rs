//! stock: what is on hand and what is reserved.
mod audit;
mod shelf;

pub mod shop {
    tonic::include_proto!("shop.v1");
}

use shop::stock_service_server::{StockService, StockServiceServer};
use shop::{ReserveRequest, ReserveResponse};
use tonic::{transport::Server, Request, Response, Status};

struct Stock {
    shelf: shelf::Shelf,
}

#[tonic::async_trait]
impl StockService for Stock {
    async fn reserve(&self, request: Request<ReserveRequest>) -> Result<Response<ReserveResponse>, Status> {
        let wanted = request.into_inner();
        let mut missing_skus = Vec::new();
        for line in &wanted.lines {
            if !self.shelf.take(&line.sku, line.quantity).await? {
                missing_skus.push(line.sku.clone());
            }
        }
        audit::note(&wanted.order_number, missing_skus.len());
        Ok(Response::new(ReserveResponse { reserved: missing_skus.is_empty(), missing_skus }))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let shelf = shelf::Shelf::open(&std::env::var("DATABASE_URL")?).await?;
    let server = StockServiceServer::new(Stock { shelf });
    Server::builder().add_service(server).serve("0.0.0.0:50052".parse()?).await?;
    Ok(())
}
