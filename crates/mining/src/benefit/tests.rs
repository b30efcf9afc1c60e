//! Intervals against published values.

use super::*;

#[test]
fn the_quantile_of_student_is_that_of_the_tables() {
    for (freedom, expected) in
        [(1.0, 12.706), (2.0, 4.303), (5.0, 2.571), (10.0, 2.228), (30.0, 2.042), (120.0, 1.980), (1e6, 1.960)]
    {
        let found = student::quantile_975(freedom);
        assert!((found - expected).abs() < 6e-4, "{freedom}: {found}");
    }
}

#[test]
fn means_are_compared_as_welch_does() {
    // Computed apart with exact sample variances: t = 1.5654 with 9.9047 degrees of freedom.
    let before = [17.2, 20.9, 22.6, 18.1, 21.7, 21.4, 23.5, 24.2, 14.7, 21.8];
    let after = [
        21.5, 22.8, 21.0, 23.0, 21.6, 23.6, 22.5, 20.7, 23.4, 21.8, 20.7, 21.7, 21.5, 22.5, 23.6, 21.5, 22.5, 23.5,
        21.5, 21.8,
    ];
    let found = compare_before_after(&before, &after);
    let (low, high) = found.interval.expect("enough values");
    let t = found.difference.expect("values") / ((high - low) / 2.0 / student::quantile_975(9.904_741));
    assert!((t - 1.565_433_5).abs() < 1e-6, "{t}");
    assert_eq!(found.verdict, Verdict::NotClear);
    let moved: Vec<f64> = after.iter().map(|value| value + 5.0).collect();
    assert_eq!(compare_before_after(&before, &moved).verdict, Verdict::Higher);
}

#[test]
fn shares_are_compared_as_newcombe_does() {
    // Newcombe 1998, table II (a): 56/70 and 48/80, method 10: difference 0.2, interval 0.0524 to 0.3339.
    let found = compare_shares((48, 80), (56, 70));
    let (low, high) = found.interval.expect("enough values");
    assert!((low - 0.0524).abs() < 5e-5 && (high - 0.3339).abs() < 5e-5, "{low} {high}");
    assert_eq!(found.verdict, Verdict::Higher);
    assert_eq!(compare_shares((5, 100), (4, 100)).verdict, Verdict::NotClear);
}

#[test]
fn few_or_odd_values_give_no_verdict_and_no_panic() {
    let nan = [f64::NAN; 10];
    for (before, after) in
        [(&[][..], &[1.0][..]), (&[1.0; 4], &[2.0; 9]), (&nan, &nan), (&[f64::INFINITY; 9], &[1.0; 9])]
    {
        assert_eq!(compare_before_after(before, after).verdict, Verdict::TooFew);
    }
    assert_eq!(compare_before_after(&[3.0; 9], &[1.0; 9]).verdict, Verdict::Lower);
    assert_eq!(compare_before_after(&[3.0; 9], &[3.0; 9]).verdict, Verdict::NotClear);
    assert_eq!(compare_shares((0, 0), (3, 2)).verdict, Verdict::TooFew);
    assert!(compare_shares((0, 0), (0, 0)).sentence().starts_with("Too few"));
}

#[test]
fn an_effect_is_told_beside_the_spread() {
    // Means 3 and 6, standard deviation 1.581…: d = 1.897, g = d · (1 − 3/31).
    let found = compare_before_after(&[1.0, 2.0, 3.0, 4.0, 5.0], &[4.0, 5.0, 6.0, 7.0, 8.0]);
    let effect = found.effect.expect("enough values");
    assert!((effect - 3.0 / 2.5_f64.sqrt() * (1.0 - 3.0 / 31.0)).abs() < 1e-12, "{effect}");
    assert_eq!(found.effect_size(), Some(EffectSize::Large));
    // Cohen 1988, table 6.2.2: from .50 to .60 h is .20.
    let found = compare_shares((50, 100), (60, 100));
    assert!((found.effect.expect("enough values") - 0.2014).abs() < 1e-4);
    assert_eq!(found.effect_size(), Some(EffectSize::Small));
    assert_eq!(compare_shares((1, 2), (2, 2)).effect, None);
    assert_eq!(compare_before_after(&[1.0; 9], &[1.0; 9]).effect, None);
}
