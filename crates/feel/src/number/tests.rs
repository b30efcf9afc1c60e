use super::{Number, Rounding};

fn n(text: &str) -> Number {
    text.parse().unwrap()
}

#[test]
fn arithmetic_is_exact_in_decimals_and_rounds_at_34_digits() {
    let sums = [
        ("0.1", "0.2", "0.3"),
        ("9999999999999999999999999999999999", "1", "10000000000000000000000000000000000"),
        ("1e6000", "1", &format!("1{}", "0".repeat(6000))),
        ("1e33", "-0.1", "999999999999999999999999999999999.9"),
    ];
    for (left, right, sum) in sums {
        assert_eq!(n(left).plus(n(right)).unwrap().to_string(), sum, "{left} + {right}");
    }
    assert_eq!(n("1.5").times(n("1.5")).unwrap(), n("2.25"));
    let wide = n("12345678901234567890123456789").times(n("98765432109876543210987654321")).unwrap();
    assert_eq!(wide, n("1219326311370217952261850327336229e24"));
    assert_eq!(n("1").over(n("3")).unwrap().to_string(), format!("0.{}", "3".repeat(34)));
    assert_eq!(n("2").over(n("3")).unwrap().to_string(), format!("0.{}7", "6".repeat(33)));
    assert_eq!(n("10").over(n("4")).unwrap().to_string(), "2.5");
    assert!(n("1").over(n("0")).is_none());
    assert!(n("9e6144").times(n("10")).is_none());
    assert_eq!(n("1e-6176").over(n("10")).unwrap(), Number::ZERO);
}

#[test]
fn the_remainder_has_the_sign_of_the_divisor() {
    for (left, right, rest) in
        [("12", "5", "2"), ("-12", "5", "3"), ("12", "-5", "-3"), ("10.1", "4.5", "1.1"), ("-10.1", "4.5", "3.4")]
    {
        assert_eq!(n(left).modulo(n(right)).unwrap(), n(rest), "modulo({left}, {right})");
    }
}

#[test]
fn each_way_of_rounding_takes_its_neighbour() {
    let rows = [
        (Rounding::HalfEven, "2.5", "2"),
        (Rounding::HalfEven, "-3.5", "-4"),
        (Rounding::HalfUp, "2.5", "3"),
        (Rounding::HalfUp, "-2.5", "-3"),
        (Rounding::HalfDown, "2.5", "2"),
        (Rounding::Up, "1.1", "2"),
        (Rounding::Up, "-1.1", "-2"),
        (Rounding::Down, "1.9", "1"),
        (Rounding::Floor, "-1.1", "-2"),
        (Rounding::Ceiling, "-1.9", "-1"),
        (Rounding::Ceiling, "1e-400", "1"),
        (Rounding::HalfEven, "1e-400", "0"),
    ];
    for (rounding, value, expected) in rows {
        assert_eq!(n(value).rounded(0, rounding).unwrap(), n(expected), "{rounding:?} of {value}");
    }
    assert_eq!(n("1234").rounded(-2, Rounding::HalfEven).unwrap(), n("1200"));
}

#[test]
fn roots_logarithms_and_powers_are_right_to_thirty_digits() {
    let close = |left: Number, right: &str| {
        let difference = left.minus(n(right)).unwrap().absolute();
        assert!(difference < n("1e-31"), "{left} is not {right}");
    };
    close(n("2").square_root().unwrap(), "1.414213562373095048801688724209698079");
    close(n("10").natural_logarithm().unwrap(), "2.302585092994045684017991454684364208");
    close(n("0.5").natural_logarithm().unwrap(), "-0.693147180559945309417232121458176568");
    close(n("1").exponential().unwrap(), "2.718281828459045235360287471352662498");
    close(n("2").power(n("0.5")).unwrap(), "1.414213562373095048801688724209698079");
    assert_eq!(n("2").power(n("10")).unwrap(), n("1024"));
    assert_eq!(n("2").power(n("-2")).unwrap(), n("0.25"));
    assert!(n("10").power(n("999999999999")).is_none());
    assert_eq!(n("10").power(n("-999999999999")).unwrap(), Number::ZERO);
    assert!(n("-1").square_root().is_none() && n("0").natural_logarithm().is_none());
    assert_eq!(n("16").square_root().unwrap().to_string(), "4");
}

#[test]
fn texts_that_are_no_numbers_are_refused() {
    for text in ["", "-", ".", "1.2.3", "1e", "0x1", "1 ", "١", "1e99999999999", "1e7000"] {
        assert!(text.parse::<Number>().is_err(), "{text:?}");
    }
    for (text, shown) in
        [("1.50", "1.5"), ("-0", "0"), (".5", "0.5"), ("1e3", "1000"), ("-1.2E-3", "-0.0012"), ("100", "100")]
    {
        assert_eq!(n(text).to_string(), shown);
    }
}

#[test]
fn equal_values_of_different_exponent_are_equal_and_ordered() {
    assert_eq!(n("1.0"), n("1"));
    assert!(n("1e6000") > n("1e-6000") && n("-1e6000") < n("1e-6000"));
    assert!(n("0") < n("1e-6176"));
}
