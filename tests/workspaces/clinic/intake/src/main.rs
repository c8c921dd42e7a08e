//! Admits patients. "WARD_URL" is read below, celsius comes from body_units.
use body_units::{celsius, Degrees};
use serde::Serialize;

#[derive(Serialize)]
struct Admission {
    #[serde(rename = "insurance_no")]
    insurance: String,
    fever: f64,
}

struct Room<'a> {
    celsius: f64,
    insurance_no: &'a str,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let ward = std::env::var("WARD_URL")?;
    let Degrees(fever) = celsius(101.3);
    let limit: f64 = std::env::var("FEVER_FROM")?.parse()?;
    let room = Room { celsius: 21.5, insurance_no: "WARD_URL" };
    let admission = Admission { insurance: "A1".into(), fever };
    if fever > limit {
        let client = reqwest::blocking::Client::new();
        client.put(format!("{ward}/beds/{}/patient", 7)).json(&admission).send()?;
    }
    println!("beds/7/patient {} {}", room.celsius, room.insurance_no);
    Ok(())
}
