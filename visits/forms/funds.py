"""What is set aside for a year."""

from __future__ import annotations

from django import forms

from deputies.models import Region


class BudgetForm(forms.Form):
    township = forms.ModelChoiceField(
        Region.objects.none(), label="谁的经费", required=False, empty_label="县级", to_field_name="code"
    )
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    amount = forms.DecimalField(label="预算（元）", min_value=0, max_digits=12, decimal_places=2)
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args, townships, county_too: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["township"].queryset = townships
        if not county_too:
            self.fields["township"].required = True
            self.fields["township"].empty_label = None
            if townships.count() == 1:
                self.fields["township"].initial = townships.first()
