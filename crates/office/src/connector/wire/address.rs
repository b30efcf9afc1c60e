//! What kind of place an IP address is: the open internet, the inside of somebody's network, or nowhere to call.
//!
//! Pure. Addresses that carry another one within (mapped, NAT64, 6to4) are judged by the one they carry. Source: the registries of
//! special-purpose addresses (RFC 6890 and its updates); the metadata addresses of cloud providers.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The open internet.
    Outside,
    /// A private network or this machine: only when an administrator named the host.
    Inside,
    /// Never: link-local and metadata addresses, multicast, reserved and unspecified ones.
    Never,
}

/// Where cloud providers answer with the machine's own credentials.
const METADATA_V4: &[Ipv4Addr] = &[Ipv4Addr::new(100, 100, 100, 200), Ipv4Addr::new(192, 0, 0, 192)];
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

/// What kind of place an address is.
#[must_use]
pub fn reach(ip: IpAddr) -> Reach {
    match ip {
        IpAddr::V4(ip) => reach_v4(ip),
        IpAddr::V6(ip) => reach_v6(ip),
    }
}

fn reach_v4(ip: Ipv4Addr) -> Reach {
    if METADATA_V4.contains(&ip) {
        return Reach::Never;
    }
    match ip.octets() {
        [0, ..] | [169, 254, ..] | [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] | [224..=255, ..] => {
            Reach::Never
        }
        [10 | 127, ..]
        | [100, 64..=127, ..]
        | [172, 16..=31, ..]
        | [192, 168, ..]
        | [192, 0, 0, _]
        | [192, 88, 99, _]
        | [198, 18..=19, ..] => Reach::Inside,
        _ => Reach::Outside,
    }
}

fn reach_v6(ip: Ipv6Addr) -> Reach {
    if let Some(carried) = ip.to_ipv4_mapped() {
        return reach_v4(carried);
    }
    if ip == METADATA_V6 {
        return Reach::Never;
    }
    let carried = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        reach_v4(Ipv4Addr::new(a, b, c, d))
    };
    match ip.segments() {
        [0, 0, 0, 0, 0, 0, 0, 1] => Reach::Inside,
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => carried(high, low),
        [0x64, 0xff9b, 1, ..] | [0xfc00..=0xfdff | 0xfec0..=0xfeff, ..] => Reach::Inside,
        // Global addresses begin with 2 or 3; of these Teredo carries an address in disguise, and 2001:db8 is for books.
        [0x2001, 0 | 0xdb8, ..] => Reach::Never,
        [0x2000..=0x3fff, ..] => Reach::Outside,
        _ => Reach::Never,
    }
}
